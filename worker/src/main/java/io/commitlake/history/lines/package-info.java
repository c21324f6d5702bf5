/** Counts lines as {@code git diff --numstat} does, without starting Git. */
@NullMarked
package io.commitlake.history.lines;

import org.jspecify.annotations.NullMarked;
