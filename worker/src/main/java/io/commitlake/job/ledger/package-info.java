/** Moves a ledger from one home to another. */
@NullMarked
package io.commitlake.job.ledger;

import org.jspecify.annotations.NullMarked;
