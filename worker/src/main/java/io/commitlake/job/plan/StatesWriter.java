package io.commitlake.job.plan;

import io.commitlake.dataset.RepositoryStateRow;
import io.commitlake.dataset.parquet.RowFileWriter;
import io.commitlake.dataset.parquet.TableSchema;
import io.commitlake.github.Lookup;
import io.commitlake.github.RemoteRepository;
import io.commitlake.github.RepositoryDetails;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.DataFile;
import io.commitlake.model.FailureText;
import io.commitlake.model.RepositoryCondition.Condition;
import io.commitlake.storage.Layout;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes a run's rows of {@code repository_states} to a local file, in the order of the answers, which is the order of
 * the rows in the repositories files. No more than a row group is in memory.
 */
final class StatesWriter implements AutoCloseable {
    private final Path local;
    private final String run;
    private final Instant snapshot;
    private @Nullable RowFileWriter file;

    /** Writes to a local file, which the first row creates. */
    StatesWriter(Path local, String run, Instant snapshot) {
        this.local = local;
        this.run = run;
        this.snapshot = snapshot;
    }

    /** Adds the row of a repository with GitHub's answer and its time. */
    void add(long repository, Lookup lookup, Instant seenAt) {
        RepositoryStateRow row = row(repository, lookup, seenAt);
        try {
            if (file == null) {
                file = open(Files.newOutputStream(local));
            }
            file.write(row, row.approximateBytes());
        } catch (IOException failed) {
            throw failure(failed);
        }
    }

    private static RowFileWriter open(OutputStream out) throws IOException {
        try {
            return new RowFileWriter(out, TableSchema.REPOSITORY_STATES);
        } catch (IOException | RuntimeException | Error failed) {
            out.close();
            throw failed;
        }
    }

    /** Completes the file. Returns its entry for the plan; empty if it has no row, because then there is no file. */
    Optional<DataFile> finish() {
        if (file == null) {
            return Optional.empty();
        }
        try {
            RowFileWriter.Written written = file.finish();
            return Optional.of(new DataFile(
                    Layout.repositoryStates(run, snapshot), written.rows(), written.bytes(), written.sha256()));
        } catch (IOException failed) {
            throw failure(failed);
        }
    }

    private RepositoryStateRow row(long repository, Lookup lookup, Instant seenAt) {
        Optional<RemoteRepository> seen =
                lookup instanceof Lookup.Found(RemoteRepository found) ? Optional.of(found) : Optional.empty();
        Optional<RemoteRepository.Head> head = seen.flatMap(RemoteRepository::head);
        RepositoryDetails details = seen.map(RemoteRepository::details).orElse(RepositoryDetails.NONE);
        return new RepositoryStateRow(
                repository,
                snapshot,
                seenAt,
                seen.map(RemoteRepository::fullName),
                outcome(lookup),
                // REST names the default branch of an empty repository, GraphQL doesn't.
                head.flatMap(commit -> details.defaultBranch()),
                head.map(RemoteRepository.Head::sha),
                details.isFork(),
                details.parentId(),
                details.isArchived(),
                details.isPrivate(),
                details.license(),
                details.primaryLanguage(),
                details.topics(),
                details.stars(),
                details.forks(),
                details.openIssues(),
                details.diskKilobytes(),
                details.pushedAt(),
                details.description(),
                LocalDate.ofInstant(snapshot, ZoneOffset.UTC).toString());
    }

    private static String outcome(Lookup lookup) {
        return switch (lookup) {
            case Lookup.Found(RemoteRepository seen) -> seen.head().isPresent() ? "found" : Condition.EMPTY.text();
            case Lookup.Gone gone -> Condition.GONE.text();
            case Lookup.Blocked blocked -> Condition.BLOCKED.text();
            case Lookup.Failed failed -> "failed";
        };
    }

    private CommitlakeException failure(IOException cause) {
        return CommitlakeException.repository(
                "can't write " + local + ": " + FailureText.of(cause)
                        + " (the work folder must have room for a row of each repository)",
                cause);
    }

    /** Closes the file, which isn't complete without {@link #finish}. */
    @Override
    public void close() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException unimportant) {
            // A full disk fails again here; the folder is about to be removed.
        }
    }
}
