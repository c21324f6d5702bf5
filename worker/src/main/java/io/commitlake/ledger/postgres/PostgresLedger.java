package io.commitlake.ledger.postgres;

import static io.commitlake.ledger.postgres.Sql.storable;

import io.commitlake.ledger.ForgottenRepositories;
import io.commitlake.ledger.Ledger;
import io.commitlake.ledger.LedgerContents;
import io.commitlake.ledger.OutcomeFiles;
import io.commitlake.ledger.SnapshotTip;
import io.commitlake.ledger.TrackedRepository;
import io.commitlake.ledger.UserIds;
import io.commitlake.model.Claim;
import io.commitlake.model.Export;
import io.commitlake.model.Outcome;
import io.commitlake.model.Repository;
import io.commitlake.model.RepositoryCondition;
import io.commitlake.model.Tip;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;

/**
 * A ledger in a schema of a PostgreSQL database: each record is a row, and the primary keys keep the first one.
 *
 * <p>Each method sends one or two statements, each of which commits alone. All statements have the same effect when
 * they are repeated, so {@link Database} may repeat them after a connection broke.
 */
public final class PostgresLedger implements Ledger, AutoCloseable {
    private final Database database;
    private final Statements statements;
    private final PostgresConditions conditions;
    private final PostgresForgotten forgotten;

    PostgresLedger(Database database, PostgresAddress address) {
        this.database = database;
        this.statements = new Statements(database, address);
        this.conditions = new PostgresConditions(database, statements);
        this.forgotten = new PostgresForgotten(statements);
    }

    /** Lists everything in this ledger, for a copy. */
    public LedgerContents contents() {
        return new PostgresLedgerContents(this, statements);
    }

    @Override
    public void open(Export export) {
        statements.update(
                "open",
                "INSERT INTO open_exports (repository_id, export) VALUES (?, ?) ON CONFLICT DO NOTHING",
                export);
    }

    @Override
    public Claim claim(Claim claim) {
        BooleanSupplier put = () -> statements.update(
                "claim",
                """
                INSERT INTO claims (repository_id, export, tip_sha, tip_at, frontiers, reached, lost, url, source, format)
                VALUES (?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?) ON CONFLICT DO NOTHING""",
                claim.export(),
                claim.tip().sha(),
                claim.tip().at(),
                claim.frontiers(),
                claim.reached(),
                LedgerRows.json(claim.lost()),
                claim.url(),
                claim.source(),
                claim.format());
        return statements.keep(put, claim, () -> claimed(claim.export()));
    }

    @Override
    public Optional<Claim> claimed(Export export) {
        return statements.first(
                "claim", "SELECT * FROM claims WHERE repository_id = ? AND export = ?", LedgerRows::claim, export);
    }

    @Override
    public Optional<Duration> claimAge(Export export) {
        return statements.age("claims", "claimed_at", export);
    }

    @Override
    public void forEachClaim(long repository, LongConsumer each) {
        statements.forEachRow(
                "claims",
                "SELECT export FROM claims WHERE repository_id = ? AND export > ? ORDER BY export",
                row -> row.getLong("export"),
                export -> new Object[] {repository, export},
                new Object[] {repository, -1L},
                each::accept);
    }

    @Override
    public UserIds keepUsers(Export export, UserIds users) {
        BooleanSupplier put = () -> statements.update(
                "users",
                "INSERT INTO users (repository_id, export, ids) VALUES (?, ?, ?::jsonb) ON CONFLICT DO NOTHING",
                export,
                LedgerRows.json(users.ids()));
        return statements.keep(put, users, () -> users(export));
    }

    @Override
    public Optional<UserIds> users(Export export) {
        return statements.first(
                "users", "SELECT ids FROM users WHERE repository_id = ? AND export = ?", LedgerRows::users, export);
    }

    @Override
    public Outcome settle(Export export, Outcome outcome) {
        BooleanSupplier put = () -> switch (outcome) {
            case Outcome.Complete complete ->
                statements.update("settle", """
                                INSERT INTO outcomes (repository_id, export, outcome, commits, files)
                                VALUES (?, ?, 'complete', ?, ?::jsonb) ON CONFLICT DO NOTHING""", export, complete.commits(), LedgerRows.json(complete.files()));
            case Outcome.Voided voided ->
                statements.update("settle", """
                                INSERT INTO outcomes (repository_id, export, outcome, reason, voided_at)
                                VALUES (?, ?, 'void', ?, ?) ON CONFLICT DO NOTHING""", export, storable(voided.reason()), voided.at());
        };
        return statements.keep(put, outcome, () -> outcome(export));
    }

    @Override
    public Optional<Outcome> outcome(Export export) {
        return statements.first(
                "outcome",
                "SELECT outcome, commits, files, reason, voided_at FROM outcomes WHERE repository_id = ? AND export = ?",
                row -> {
                    Outcome outcome = LedgerRows.outcome(row);
                    OutcomeFiles.check(outcome, export);
                    return outcome;
                },
                export);
    }

    @Override
    public void forEachOpen(Consumer<Export> each) {
        statements.forEachExport("open exports", "open_exports", each);
    }

    @Override
    public void close(Export export) {
        statements.update("close", "DELETE FROM open_exports WHERE repository_id = ? AND export = ?", export);
    }

    @Override
    public SnapshotTip keepTip(long repository, String head, Instant snapshot, SnapshotTip tip) {
        BooleanSupplier put = () -> statements.update(
                "tip",
                """
                INSERT INTO snapshot_tips (repository_id, head_sha, snapshot_at, tip_sha, tip_at)
                VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""",
                repository,
                head,
                wholeMicros(snapshot),
                tip.tip().map(Tip::sha),
                tip.tip().map(Tip::at));
        return statements.keep(put, tip, () -> tip(repository, head, snapshot));
    }

    @Override
    public Optional<SnapshotTip> tip(long repository, String head, Instant snapshot) {
        return statements.first(
                "tip",
                "SELECT tip_sha, tip_at FROM snapshot_tips WHERE repository_id = ? AND head_sha = ? AND snapshot_at = ?",
                LedgerRows::snapshotTip,
                repository,
                head,
                wholeMicros(snapshot));
    }

    /** Rounds up to PostgreSQL's precision. Commits have whole seconds, so the same ones are before both moments. */
    private static Instant wholeMicros(Instant snapshot) {
        Instant whole = snapshot.truncatedTo(ChronoUnit.MICROS);
        return whole.equals(snapshot) ? whole : whole.plus(1, ChronoUnit.MICROS);
    }

    @Override
    public Optional<RepositoryCondition> condition(long repository) {
        return conditions.of(repository);
    }

    @Override
    public void forEachCondition(Consumer<RepositoryCondition> each) {
        conditions.forEach(each);
    }

    @Override
    public Map<Long, RepositoryCondition> changeConditions(
            Map<Long, UnaryOperator<Optional<RepositoryCondition>>> changes) {
        return conditions.change(changes);
    }

    @Override
    public TrackedRepository track(long file, Repository repository) {
        TrackedRepository tracked = new TrackedRepository(
                file,
                new Repository(
                        repository.id(),
                        repository.createdAt(),
                        Optional.empty(),
                        repository.nodeId(),
                        repository.fullName(),
                        OptionalLong.of(0)));
        BooleanSupplier put = () -> statements.update(
                "track",
                """
                INSERT INTO tracked_repositories (repository_id, file, created_at, node_id, full_name)
                VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""",
                repository.id(),
                file,
                repository.createdAt(),
                repository.nodeId(),
                repository.fullName());
        return statements.keep(put, tracked, () -> tracked(repository.id()));
    }

    @Override
    public TrackedRepository move(TrackedRepository from, long file) {
        statements.update(
                "move",
                "UPDATE tracked_repositories SET file = ? WHERE repository_id = ? AND file = ?",
                file,
                from.repository().id(),
                from.file());
        // A repository that is forgotten meanwhile has no record: a merge removes this one too.
        return tracked(from.repository().id()).orElseGet(() -> track(file, from.repository()));
    }

    @Override
    public Optional<TrackedRepository> tracked(long repository) {
        return statements.first(
                "tracked repository",
                "SELECT * FROM tracked_repositories WHERE repository_id = ?",
                LedgerRows::tracked,
                repository);
    }

    @Override
    public void forEachTracked(LongConsumer each) {
        statements.forEachRow(
                "tracked repositories",
                "SELECT repository_id FROM tracked_repositories WHERE repository_id > ? ORDER BY repository_id",
                row -> row.getLong("repository_id"),
                id -> new Object[] {id},
                new Object[] {-1L},
                each::accept);
    }

    @Override
    public ForgottenRepositories forgotten() {
        return forgotten;
    }

    @Override
    public void removeRecords(long repository) {
        forgotten.removeRecords(repository);
    }

    @Override
    public void close() {
        database.close();
    }
}
