/** The steps of a run. Each step's code reads as a list of its actions. */
@NullMarked
package io.commitlake.job;

import org.jspecify.annotations.NullMarked;
