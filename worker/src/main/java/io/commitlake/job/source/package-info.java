/** Connects histories to GitHub: tokens, limits and the API. */
@NullMarked
package io.commitlake.job.source;

import org.jspecify.annotations.NullMarked;
