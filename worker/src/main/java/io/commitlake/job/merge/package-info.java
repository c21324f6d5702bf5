/** The merge step: sets the repositories' rows from the completed exports. */
@NullMarked
package io.commitlake.job.merge;

import org.jspecify.annotations.NullMarked;
