/** Starts Git processes, limits their time and memory, and reads their output. */
@NullMarked
package io.commitlake.history.git.plumbing;

import org.jspecify.annotations.NullMarked;
