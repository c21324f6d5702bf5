package io.commitlake.ledger.postgres;

import static io.commitlake.ledger.postgres.Sql.storable;

import io.commitlake.ledger.Ledger;
import io.commitlake.ledger.OutcomeFiles;
import io.commitlake.ledger.SnapshotTip;
import io.commitlake.ledger.TrackedRepository;
import io.commitlake.ledger.UserIds;
import io.commitlake.model.Claim;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Export;
import io.commitlake.model.Outcome;
import io.commitlake.model.Repository;
import io.commitlake.model.RepositoryCondition;
import io.commitlake.model.Tip;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * A ledger in a schema of a PostgreSQL database: each record is a row, and the primary keys keep the first one.
 *
 * <p>Each method sends a few statements, each of which commits alone. All statements have the same effect when
 * they are repeated, so {@link Database} may repeat them after a connection broke.
 */
public final class PostgresLedger implements Ledger, AutoCloseable {
    private static final int PAGE = 10_000;

    private final Database database;
    private final PostgresAddress address;

    private PostgresLedger(Database database, PostgresAddress address) {
        this.database = database;
        this.address = address;
    }

    /**
     * Opens a ledger, and migrates its tables if an earlier version made them. Close it after use.
     *
     * @param id the ledger's ID in the dataset's record
     * @param dataset the dataset's location
     * @throws CommitlakeException of kind SETTINGS if the server refuses the user, has no such database or permission, or
     *     if the schema has no ledger or that of another dataset
     */
    public static PostgresLedger open(PostgresAddress address, UUID id, String dataset) {
        return migrated(address, owner -> owner.check(id, dataset));
    }

    /**
     * Opens a schema as the ledger with this ID, which it becomes if it has no ledger yet.
     *
     * @throws CommitlakeException as {@link #open} does
     */
    public static PostgresLedger openNew(PostgresAddress address, UUID id, String dataset) {
        return migrated(address, owner -> {
            owner.takeUnlessTaken(id, dataset);
            owner.check(id, dataset);
        });
    }

    /**
     * Prepares a schema as the ledger of a new dataset, and returns the ledger's ID. Preparing it again for the same
     * dataset returns the same ID, unless the ledger has records.
     *
     * @throws CommitlakeException of kind SETTINGS if the schema has a ledger with records, or that of another dataset
     */
    public static UUID prepare(PostgresAddress address, String dataset) {
        AtomicReference<UUID> id = new AtomicReference<>(UUID.randomUUID());
        migrated(address, owner -> {
                    owner.takeUnlessTaken(id.get(), dataset);
                    id.set(owner.idOfUnused(dataset));
                })
                .close();
        return id.get();
    }

    private static PostgresLedger migrated(PostgresAddress address, Consumer<SchemaOwner> check) {
        Database database = Database.connect(address);
        try {
            Migrations.run(database, address);
            check.accept(new SchemaOwner(database, address));
            return new PostgresLedger(database, address);
        } catch (RuntimeException | Error failed) {
            database.close();
            throw failed;
        }
    }

    @Override
    public void open(Export export) {
        update("open", "INSERT INTO open_exports (repository_id, export) VALUES (?, ?) ON CONFLICT DO NOTHING", export);
    }

    @Override
    public Claim claim(Claim claim) {
        boolean mine = update(
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
        return mine ? claim : held(claimed(claim.export()));
    }

    @Override
    public Optional<Claim> claimed(Export export) {
        return first("claim", "SELECT * FROM claims WHERE repository_id = ? AND export = ?", LedgerRows::claim, export);
    }

    @Override
    public Optional<Duration> claimAge(Export export) {
        return first("claim age", """
                SELECT greatest(0, extract(epoch FROM clock_timestamp() - claimed_at) * 1000000)::bigint AS micros
                FROM claims WHERE repository_id = ? AND export = ?""", row -> Duration.ofNanos(row.getLong("micros") * 1000), export);
    }

    @Override
    public void forEachClaim(long repository, LongConsumer each) {
        forEachNumber(
                "claims",
                "SELECT export FROM claims WHERE repository_id = " + repository + " AND export",
                "export",
                each);
    }

    @Override
    public UserIds keepUsers(Export export, UserIds users) {
        boolean mine = update(
                "users",
                "INSERT INTO users (repository_id, export, ids) VALUES (?, ?, ?::jsonb) ON CONFLICT DO NOTHING",
                export,
                LedgerRows.json(users.ids()));
        return mine ? users : held(users(export));
    }

    @Override
    public Optional<UserIds> users(Export export) {
        return first(
                "users", "SELECT ids FROM users WHERE repository_id = ? AND export = ?", LedgerRows::users, export);
    }

    @Override
    public Outcome settle(Export export, Outcome outcome) {
        boolean mine = switch (outcome) {
            case Outcome.Complete complete ->
                update("settle", """
                                INSERT INTO outcomes (repository_id, export, outcome, commits, files)
                                VALUES (?, ?, 'complete', ?, ?::jsonb) ON CONFLICT DO NOTHING""", export, complete.commits(), LedgerRows.json(complete.files()));
            case Outcome.Voided voided -> update("settle", """
                                INSERT INTO outcomes (repository_id, export, outcome, reason, voided_at)
                                VALUES (?, ?, 'void', ?, ?) ON CONFLICT DO NOTHING""", export, storable(voided.reason()), voided.at());
        };
        return mine ? outcome : held(outcome(export));
    }

    @Override
    public Optional<Outcome> outcome(Export export) {
        return first(
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
        @Nullable Export last = null;
        List<Export> page;
        do {
            page = query(
                    "open exports",
                    """
                    SELECT repository_id, export FROM open_exports WHERE (repository_id, export) > (?, ?)
                    ORDER BY repository_id, export LIMIT\s""" + PAGE,
                    LedgerRows::export,
                    last == null ? -1L : last.repository(),
                    last == null ? -1L : last.number());
            page.forEach(each);
            last = page.isEmpty() ? last : page.getLast();
        } while (page.size() == PAGE);
    }

    @Override
    public void close(Export export) {
        update("close", "DELETE FROM open_exports WHERE repository_id = ? AND export = ?", export);
    }

    @Override
    public SnapshotTip keepTip(long repository, String head, Instant snapshot, SnapshotTip tip) {
        boolean mine = update(
                "tip",
                """
                INSERT INTO snapshot_tips (repository_id, head_sha, snapshot_at, tip_sha, tip_at)
                VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""",
                repository,
                head,
                wholeMicros(snapshot),
                tip.tip().map(Tip::sha),
                tip.tip().map(Tip::at));
        return mine ? tip : held(tip(repository, head, snapshot));
    }

    @Override
    public Optional<SnapshotTip> tip(long repository, String head, Instant snapshot) {
        return first(
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
        return first(
                "condition", "SELECT * FROM conditions WHERE repository_id = ?", LedgerRows::condition, repository);
    }

    @Override
    public void forEachCondition(Consumer<RepositoryCondition> each) {
        long last = 0;
        List<RepositoryCondition> page;
        do {
            page = query(
                    "conditions",
                    "SELECT * FROM conditions WHERE repository_id > ? ORDER BY repository_id LIMIT " + PAGE,
                    LedgerRows::condition,
                    last);
            page.forEach(each);
            last = page.isEmpty() ? last : page.getLast().repository();
        } while (page.size() == PAGE);
    }

    @Override
    public Map<Long, RepositoryCondition> changeConditions(
            Map<Long, UnaryOperator<Optional<RepositoryCondition>>> changes) {
        Map<Long, RepositoryCondition> changed = new HashMap<>();
        changes.forEach((repository, change) ->
                changeCondition(repository, change).ifPresent(condition -> changed.put(repository, condition)));
        return changed;
    }

    /** Changes a condition, again if another worker was faster: the system column xmin is the version of a row. */
    private Optional<RepositoryCondition> changeCondition(
            long repository, UnaryOperator<Optional<RepositoryCondition>> change) {
        while (true) {
            Optional<Versioned> held = first(
                    "condition",
                    "SELECT *, xmin::text AS version FROM conditions WHERE repository_id = ?",
                    row -> new Versioned(LedgerRows.condition(row), row.getString("version")),
                    repository);
            Optional<RepositoryCondition> before = held.map(Versioned::condition);
            Optional<RepositoryCondition> after = change.apply(before);
            if (after.equals(before) || putCondition(repository, held, after)) {
                return after;
            }
        }
    }

    private record Versioned(RepositoryCondition condition, String version) {}

    /** Returns whether nobody else changed the condition meanwhile. */
    private boolean putCondition(long repository, Optional<Versioned> held, Optional<RepositoryCondition> after) {
        if (after.isEmpty()) {
            return update(
                    "condition",
                    "DELETE FROM conditions WHERE repository_id = ? AND xmin::text = ?",
                    repository,
                    held.map(Versioned::version));
        }
        RepositoryCondition condition = after.get();
        List<Object> values = new ArrayList<>(List.of(
                condition.condition().text(),
                storable(condition.words()),
                condition.runs(),
                condition.limit(),
                condition.at(),
                condition.since(),
                repository));
        if (held.isEmpty()) {
            return update("condition", """
                    INSERT INTO conditions (condition, words, runs, past_limit, seen_at, first_seen_at, repository_id)
                    VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""", values.toArray());
        }
        values.add(held.get().version());
        return update("condition", """
                UPDATE conditions
                SET condition = ?, words = ?, runs = ?, past_limit = ?, seen_at = ?, first_seen_at = ?
                WHERE repository_id = ? AND xmin::text = ?""", values.toArray());
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
        boolean mine = update(
                "track",
                """
                INSERT INTO tracked_repositories (repository_id, file, created_at, node_id, full_name)
                VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""",
                repository.id(),
                file,
                repository.createdAt(),
                repository.nodeId(),
                repository.fullName());
        return mine ? tracked : held(tracked(repository.id()));
    }

    @Override
    public TrackedRepository move(TrackedRepository from, long file) {
        update(
                "move",
                "UPDATE tracked_repositories SET file = ? WHERE repository_id = ? AND file = ?",
                file,
                from.repository().id(),
                from.file());
        return held(tracked(from.repository().id()));
    }

    @Override
    public Optional<TrackedRepository> tracked(long repository) {
        return first(
                "tracked repository",
                "SELECT * FROM tracked_repositories WHERE repository_id = ?",
                LedgerRows::tracked,
                repository);
    }

    @Override
    public void forEachTracked(LongConsumer each) {
        forEachNumber(
                "tracked repositories",
                "SELECT repository_id FROM tracked_repositories WHERE repository_id",
                "repository_id",
                each);
    }

    /**
     * Reads numbers in ascending order, a page at a time, so that no connection waits for the consumer.
     *
     * @param sql a query whose last word is the column, to compare it with the last number of the page before
     */
    private void forEachNumber(String operation, String sql, String column, LongConsumer each) {
        long last = -1;
        List<Long> page;
        do {
            page = query(
                    operation, sql + " > ? ORDER BY " + column + " LIMIT " + PAGE, row -> row.getLong(column), last);
            page.forEach(each::accept);
            last = page.isEmpty() ? last : page.getLast();
        } while (page.size() == PAGE);
    }

    private boolean update(String operation, String sql, Object... values) {
        return database.run(operation, connection -> Sql.update(connection, sql, values)) > 0;
    }

    private <T> Optional<T> first(String operation, String sql, Sql.Row<T> row, Object... values) {
        return query(operation, sql, row, values).stream().findFirst();
    }

    private <T> List<T> query(String operation, String sql, Sql.Row<T> row, Object... values) {
        try {
            return database.run(operation, connection -> Sql.query(connection, sql, row, values));
        } catch (JacksonException unreadable) {
            throw invalid(operation, unreadable.getOriginalMessage(), unreadable);
        } catch (IllegalArgumentException invalid) {
            throw invalid(operation, String.valueOf(invalid.getMessage()), invalid);
        }
    }

    private CommitlakeException invalid(String operation, String words, RuntimeException cause) {
        return CommitlakeException.store(
                operation + " in the ledger " + address.place() + ": a row is invalid: " + words, cause);
    }

    /** The record that was there first. */
    private <T> T held(Optional<T> first) {
        return first.orElseThrow(() -> CommitlakeException.store("the ledger " + address.place()
                + " refused a row and then hadn't it: somebody removes rows from the ledger, which nothing should"));
    }

    @Override
    public void close() {
        database.close();
    }
}
