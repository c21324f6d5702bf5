@NullMarked
package io.commitlake.ledger.postgres;

import org.jspecify.annotations.NullMarked;
