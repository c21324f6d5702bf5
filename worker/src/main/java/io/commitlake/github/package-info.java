/** The client for GitHub's REST and GraphQL APIs: typed results, and errors with the verb, the address and the body. */
@NullMarked
package io.commitlake.github;

import org.jspecify.annotations.NullMarked;
