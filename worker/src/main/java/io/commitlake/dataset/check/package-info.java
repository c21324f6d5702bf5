/** Validation of a dataset: holds each file against its name, the ledger and its neighbours. */
@NullMarked
package io.commitlake.dataset.check;

import org.jspecify.annotations.NullMarked;
