/** What is remembered of exports between runs. */
@NullMarked
package io.commitlake.ledger;

import org.jspecify.annotations.NullMarked;
