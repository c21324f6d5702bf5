/** Exports a shard's repositories into the dataset. */
@NullMarked
package io.commitlake.job.export;

import org.jspecify.annotations.NullMarked;
