/** Checks of everything that the other commands need: the store, GitHub's tokens, and this machine. */
@NullMarked
package io.commitlake.job.doctor;

import org.jspecify.annotations.NullMarked;
