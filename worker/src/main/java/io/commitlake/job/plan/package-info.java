/** Plans a run: decides which repositories have something to export, and freezes them in shards. */
@NullMarked
package io.commitlake.job.plan;

import org.jspecify.annotations.NullMarked;
