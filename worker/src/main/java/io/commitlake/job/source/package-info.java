/** Connects the sources of history to GitHub's API and to the token pool. */
@NullMarked
package io.commitlake.job.source;

import org.jspecify.annotations.NullMarked;
