/**
 * The tokens and their budgets, one pool for REST, GraphQL and git alike. What is free when is decided by
 * {@link io.commitlake.github.tokens.Schedule}, which has no clock of its own; {@link io.commitlake.github.tokens.Turns}
 * waits where it says so. Limits are GitHub's "Rate limits for the REST API" and "Rate limits and query limits for the
 * GraphQL API".
 */
@NullMarked
package io.commitlake.github.tokens;

import org.jspecify.annotations.NullMarked;
