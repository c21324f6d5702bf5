/** Repositories that are made up: thousands to search, small histories once one is fetched. */
@NullMarked
package io.commitlake.sandbox.synthetic;

import org.jspecify.annotations.NullMarked;
