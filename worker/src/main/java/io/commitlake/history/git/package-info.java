/** History by native git: a bare clone of exactly the commits asked for, walked by git itself. */
@NullMarked
package io.commitlake.history.git;

import org.jspecify.annotations.NullMarked;
