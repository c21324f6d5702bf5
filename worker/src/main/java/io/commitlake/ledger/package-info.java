/** The ledger: the records of claims, outcomes and repositories that runs share. */
@NullMarked
package io.commitlake.ledger;

import org.jspecify.annotations.NullMarked;
