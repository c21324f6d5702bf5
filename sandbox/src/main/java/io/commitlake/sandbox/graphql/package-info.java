/** GitHub's GraphQL API, on GitHub's own schema. */
@NullMarked
package io.commitlake.sandbox.graphql;

import org.jspecify.annotations.NullMarked;
