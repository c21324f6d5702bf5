/** The last runs of a dataset, and how far each of them brought the repositories. */
@NullMarked
package io.commitlake.job.runs;

import org.jspecify.annotations.NullMarked;
