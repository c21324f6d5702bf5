/** A repository's history and its sources: which commits are new, and what each of them changed. */
@NullMarked
package io.commitlake.history;

import org.jspecify.annotations.NullMarked;
