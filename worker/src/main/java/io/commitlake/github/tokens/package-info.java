/**
 * The tokens and their budgets: one pool for REST, GraphQL and Git. {@link io.commitlake.github.tokens.TokenSelector}
 * chooses a token and has no clock; {@link io.commitlake.github.tokens.TokenQueue} waits until one is free. The limits
 * come from GitHub's "Rate limits for the REST API" and "Rate limits and query limits for the GraphQL API".
 */
@NullMarked
package io.commitlake.github.tokens;

import org.jspecify.annotations.NullMarked;
