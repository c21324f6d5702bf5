/** The HTTP server: REST and git's smart HTTP, and what both share with GraphQL. */
@NullMarked
package io.commitlake.sandbox.web;

import org.jspecify.annotations.NullMarked;
