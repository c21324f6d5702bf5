/** Removes repositories from a dataset for good. */
@NullMarked
package io.commitlake.job.forget;

import org.jspecify.annotations.NullMarked;
