/** Generated repositories: thousands to search, with small histories created on first use. */
@NullMarked
package io.commitlake.sandbox.synthetic;

import org.jspecify.annotations.NullMarked;
