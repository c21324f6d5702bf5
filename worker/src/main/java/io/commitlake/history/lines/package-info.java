/** Line counts as git's {@code --numstat} gives them, without starting git. */
@NullMarked
package io.commitlake.history.lines;

import org.jspecify.annotations.NullMarked;
