/** Starts git, bounds what it may use, and reads what it prints. */
@NullMarked
package io.commitlake.history.git.plumbing;

import org.jspecify.annotations.NullMarked;
