@NullMarked
package io.commitlake.ledger;

import org.jspecify.annotations.NullMarked;
