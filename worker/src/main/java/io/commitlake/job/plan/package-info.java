/** Decides what a run does, and freezes it in shards. */
@NullMarked
package io.commitlake.job.plan;

import org.jspecify.annotations.NullMarked;
