/**
 * The HTTP server: checks that REST and GraphQL share, Git's smart HTTP, the App's tokens, and the control endpoint.
 */
@NullMarked
package io.commitlake.sandbox.web;

import org.jspecify.annotations.NullMarked;
