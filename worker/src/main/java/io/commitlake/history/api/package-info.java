/** History from GitHub's REST and GraphQL APIs, used where it is sure to match Git's; Git supplies the rest. */
@NullMarked
package io.commitlake.history.api;

import org.jspecify.annotations.NullMarked;
