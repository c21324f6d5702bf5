/** Parts that all steps share: parallel work, local folders, progress, shutdown. */
@NullMarked
package io.commitlake.job.work;

import org.jspecify.annotations.NullMarked;
