package io.commitlake.ledger.postgres;

import io.commitlake.ledger.ForgottenRepositories;
import io.commitlake.ledger.ForgottenRepository;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The forgotten repositories, and the removal of the rows that a repository has in all other tables. */
final class PostgresForgotten implements ForgottenRepositories {
    private static final List<String> TABLES = List.of(
            "open_exports", "claims", "users", "outcomes", "snapshot_tips", "conditions", "tracked_repositories");

    private final Statements statements;

    PostgresForgotten(Statements statements) {
        this.statements = statements;
    }

    @Override
    public void add(long repository) {
        statements.update(
                "forget",
                "INSERT INTO forgotten_repositories (repository_id) VALUES (?)"
                        + " ON CONFLICT (repository_id) DO UPDATE SET removed_at = NULL",
                repository);
    }

    @Override
    public Optional<Duration> age(long repository) {
        return statements.first(
                "forgotten",
                "SELECT greatest(0, extract(epoch FROM clock_timestamp() - forgotten_at) * 1000000)::bigint AS micros"
                        + " FROM forgotten_repositories WHERE repository_id = ?",
                row -> Duration.ofNanos(row.getLong("micros") * 1000),
                repository);
    }

    @Override
    public void forEach(Consumer<ForgottenRepository> each) {
        statements.forEachRow(
                "forgotten repositories",
                "SELECT repository_id, removed_at IS NOT NULL AS removed FROM forgotten_repositories"
                        + " WHERE repository_id > ? ORDER BY repository_id",
                row -> new ForgottenRepository(row.getLong("repository_id"), row.getBoolean("removed")),
                last -> new Object[] {last.repository()},
                new Object[] {-1L},
                each);
    }

    void removeRecords(long repository) {
        TABLES.forEach(table ->
                statements.update("remove records", "DELETE FROM " + table + " WHERE repository_id = ?", repository));
    }

    @Override
    public void noteRemoved(long repository) {
        statements.update(
                "note the removal",
                "UPDATE forgotten_repositories SET removed_at = clock_timestamp()"
                        + " WHERE repository_id = ? AND removed_at IS NULL",
                repository);
    }

    @Override
    public void remove(long repository) {
        statements.update("unforget", "DELETE FROM forgotten_repositories WHERE repository_id = ?", repository);
    }
}
