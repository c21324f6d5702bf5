@NullMarked
package io.commitlake.history.git;

import org.jspecify.annotations.NullMarked;
