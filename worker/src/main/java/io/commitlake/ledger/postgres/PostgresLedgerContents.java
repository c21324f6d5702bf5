package io.commitlake.ledger.postgres;

import io.commitlake.ledger.Ledger;
import io.commitlake.ledger.LedgerContents;
import io.commitlake.model.Export;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** Lists the rows of a ledger in PostgreSQL. */
final class PostgresLedgerContents implements LedgerContents {
    private final PostgresLedger ledger;
    private final Statements statements;

    PostgresLedgerContents(PostgresLedger ledger, Statements statements) {
        this.ledger = ledger;
        this.statements = statements;
    }

    @Override
    public Ledger ledger() {
        return ledger;
    }

    private static String table(Kind kind) {
        return switch (kind) {
            case CLAIM -> "claims";
            case USERS -> "users";
            case OUTCOME -> "outcomes";
        };
    }

    @Override
    public void forEachExport(Kind kind, Consumer<Export> each) {
        statements.forEachExport(table(kind), table(kind), each);
    }

    @Override
    public void forEachTip(Consumer<TipKey> each) {
        statements.forEachRow(
                "tips",
                "SELECT repository_id, head_sha, snapshot_at FROM snapshot_tips"
                        + " WHERE (repository_id, head_sha, snapshot_at) > (?, ?, ?)"
                        + " ORDER BY repository_id, head_sha, snapshot_at",
                row -> new TipKey(
                        row.getLong("repository_id"), row.getString("head_sha"), Sql.moment(row, "snapshot_at")),
                tip -> new Object[] {tip.repository(), tip.head(), tip.snapshot()},
                new Object[] {-1L, "", Instant.EPOCH},
                each);
    }

    @Override
    public Optional<Duration> age(Kind kind, Export export) {
        return kind == Kind.USERS ? Optional.empty() : statements.age(table(kind), time(kind), export);
    }

    @Override
    public void setAge(Kind kind, Export export, Duration age) {
        if (kind != Kind.USERS) {
            statements.update(
                    "age",
                    "UPDATE " + table(kind) + " SET " + time(kind)
                            + " = clock_timestamp() - ? * interval '1 second' WHERE repository_id = ? AND export = ?",
                    age.toSeconds(),
                    export);
        }
    }

    private static String time(Kind kind) {
        return kind == Kind.CLAIM ? "claimed_at" : "settled_at";
    }
}
