/** How a search that shows 1,000 results at most is made to show them all. */
@NullMarked
package io.commitlake.job.discovery;

import org.jspecify.annotations.NullMarked;
