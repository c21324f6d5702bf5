@NullMarked
package io.commitlake.history.git.pack;

import org.jspecify.annotations.NullMarked;
