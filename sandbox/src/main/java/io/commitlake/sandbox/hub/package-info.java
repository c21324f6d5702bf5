/** What GitHub knows beyond Git: repositories and their standing, tokens, users, rate limits. */
@NullMarked
package io.commitlake.sandbox.hub;

import org.jspecify.annotations.NullMarked;
