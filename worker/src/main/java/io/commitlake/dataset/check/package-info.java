/** Validates a dataset: compares each file with its name, the ledger and the other tables. */
@NullMarked
package io.commitlake.dataset.check;

import org.jspecify.annotations.NullMarked;
