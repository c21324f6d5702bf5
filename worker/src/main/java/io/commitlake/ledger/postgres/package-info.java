/** The ledger in PostgreSQL: its address, connections, tables and statements. */
@NullMarked
package io.commitlake.ledger.postgres;

import org.jspecify.annotations.NullMarked;
