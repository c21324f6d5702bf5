/** Where a repository's history comes from: commits and what they changed, by reachability. */
@NullMarked
package io.commitlake.history;

import org.jspecify.annotations.NullMarked;
