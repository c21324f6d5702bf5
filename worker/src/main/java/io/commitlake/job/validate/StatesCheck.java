package io.commitlake.job.validate;

import io.commitlake.dataset.Fault;
import io.commitlake.dataset.RepositoryStateRow;
import io.commitlake.dataset.check.SchemaCheck;
import io.commitlake.dataset.parquet.RowFileReader;
import io.commitlake.dataset.parquet.TableSchema;
import io.commitlake.job.work.Workspace;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.DataFile;
import io.commitlake.model.FailureText;
import io.commitlake.model.Sha256;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.parquet.io.LocalInputFile;

/** Checks the files of {@code repository_states}: columns, partition, and one row for each repository. */
final class StatesCheck {
    private static final Pattern KEY =
            Pattern.compile(Layout.REPOSITORY_STATES + "snapshot_date=(\\d{4}-\\d\\d-\\d\\d)/[^/]+\\.parquet");

    private final Storage storage;
    private final Workspace workspace;
    private final Consumer<Fault> faults;

    StatesCheck(Storage storage, Workspace workspace, Consumer<Fault> faults) {
        this.storage = storage;
        this.workspace = workspace;
        this.faults = faults;
    }

    /** Checks a part of the files of all runs. */
    void all(Part part) {
        List<String> keys = new ArrayList<>();
        storage.list(Layout.REPOSITORY_STATES, found -> keys.add(found.key()));
        for (int at = part.number(); at < keys.size(); at += part.of()) {
            String key = keys.get(at);
            workspace.within("repository_states", folder -> {
                Path local = folder.resolve("states.parquet");
                if (storage.download(key, local)) {
                    check(key, local);
                }
                return local;
            });
        }
    }

    /** Checks a run's file against its plan. */
    void check(DataFile planned) {
        workspace.within("repository_states", folder -> {
            Path local = folder.resolve("states.parquet");
            if (!storage.download(planned.key(), local)) {
                fault(planned.key(), "is missing: the plan lists it with " + planned.rows() + " rows");
            } else if (!sha256(local).equals(planned.sha256())) {
                fault(planned.key(), "has the SHA-256 " + sha256(local) + ", but the plan says " + planned.sha256());
            } else {
                check(planned.key(), local);
            }
            return local;
        });
    }

    /** Parquet may throw anything for a corrupt file, even an OutOfMemoryError for a corrupt length. */
    private void check(String key, Path local) {
        Matcher name = KEY.matcher(key);
        if (!name.matches()) {
            fault(key, "doesn't have the name of a file of repository_states");
            return;
        }
        try (RowFileReader<RepositoryStateRow> rows =
                new RowFileReader<>(new LocalInputFile(local), TableSchema.REPOSITORY_STATES, RepositoryStateRow::of)) {
            SchemaCheck.compare(TableSchema.REPOSITORY_STATES.parquet(), rows.schema(), what -> fault(key, what));
            Set<Long> seen = new HashSet<>();
            for (RepositoryStateRow row = rows.next(); row != null; row = rows.next()) {
                if (!seen.add(row.repositoryId())) {
                    fault(key, "has repository " + row.repositoryId() + " twice");
                }
                if (!row.snapshotDate().equals(name.group(1))) {
                    fault(
                            key,
                            "repository " + row.repositoryId() + ": snapshot_date is " + row.snapshotDate() + ", not "
                                    + name.group(1));
                }
            }
        } catch (IOException | RuntimeException | OutOfMemoryError corrupt) {
            fault(key, "can't be read: " + corrupt);
        }
    }

    private static String sha256(Path local) {
        try {
            return Sha256.of(local);
        } catch (IOException failed) {
            throw CommitlakeException.repository("can't read " + local + ": " + FailureText.of(failed), failed);
        }
    }

    private void fault(String key, String what) {
        faults.accept(new Fault(key, what));
    }
}
