/** Finds all repositories by searches that show at most 1,000 results each, and adds them to the tables. */
@NullMarked
package io.commitlake.job.discovery;

import org.jspecify.annotations.NullMarked;
