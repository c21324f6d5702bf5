@NullMarked
package io.commitlake.job.ledger;

import org.jspecify.annotations.NullMarked;
