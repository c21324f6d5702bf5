/** What GitHub knows beside git: repositories and their standing, tokens, users, budgets. */
@NullMarked
package io.commitlake.sandbox.hub;

import org.jspecify.annotations.NullMarked;
