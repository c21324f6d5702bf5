package io.commitlake.job.forget;

import io.commitlake.dataset.RowRemoval;
import io.commitlake.job.plan.PlanStore;
import io.commitlake.job.work.Workspace;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.DataFile;
import io.commitlake.storage.JsonRecords;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * The rows of repositories in files that have rows of many: {@code data_files} and {@code repository_states}. Each file is
 * replaced only if nobody has changed it meanwhile.
 */
final class SharedFiles {
    /** The number of rows, and of the files that have them. */
    record Count(long files, long rows) {}

    private final Storage storage;
    private final Workspace workspace;
    private final PlanStore plans;

    SharedFiles(Storage storage, Workspace workspace) {
        this.storage = storage;
        this.workspace = workspace;
        this.plans = new PlanStore(storage);
    }

    Count countListed(Set<Long> repositories) {
        return count(Layout.DATA_FILES, RowRemoval.DATA_FILES, repositories);
    }

    Count countStates(Set<Long> repositories) {
        return count(Layout.REPOSITORY_STATES, RowRemoval.REPOSITORY_STATES, repositories);
    }

    private Count count(String table, RowRemoval<?> rows, Set<Long> repositories) {
        return workspace.within("forget", folder -> {
            Path local = folder.resolve("rows.parquet");
            long files = 0;
            long all = 0;
            for (String key : keys(table)) {
                if (storage.download(key, local)) {
                    long count = rows.count(key, local, repositories::contains);
                    files += count > 0 ? 1 : 0;
                    all += count;
                }
            }
            return new Count(files, all);
        });
    }

    /** Removes the rows of repositories from both tables. */
    void remove(Set<Long> repositories) {
        for (String key : keys(Layout.REPOSITORY_STATES)) {
            rewrite(
                    key,
                    RowRemoval.REPOSITORY_STATES,
                    repositories,
                    (copy, replacement) -> replaceStates(key, copy, replacement));
        }
        for (String key : keys(Layout.DATA_FILES)) {
            // A list without rows stays: a merge of its run may add some at this moment, and no removal is conditional.
            rewrite(key, RowRemoval.DATA_FILES, repositories, (copy, replacement) -> replacement.put());
        }
    }

    private List<String> keys(String table) {
        List<String> keys = new ArrayList<>();
        storage.list(table, listed -> keys.add(listed.key()));
        return keys;
    }

    /** Puts the copy if the file is still the one that was copied; returns whether the file is the copy now. */
    private interface Replacement {
        boolean put();
    }

    private void rewrite(
            String key, RowRemoval<?> rows, Set<Long> repositories, BiPredicate<RowRemoval.Copy, Replacement> replace) {
        workspace.within("forget", folder -> {
            Path local = folder.resolve("rows.parquet");
            Path kept = folder.resolve("kept.parquet");
            boolean done = false;
            while (!done) {
                Optional<String> version = storage.version(key);
                if (version.isEmpty() || !storage.download(key, local)) {
                    return local;
                }
                RowRemoval.Copy copy = rows.copyWithout(repositories::contains, key, local, kept);
                done = copy.removed() == 0
                        || replace.test(copy, () -> storage.putIfMatch(key, kept, version.orElseThrow()));
            }
            return local;
        });
    }

    /** The run's plan has the hash of the file, so it changes first: after a kill the file still shows what to do. */
    private boolean replaceStates(String key, RowRemoval.Copy copy, Replacement replacement) {
        Optional<DataFile> file = copy.file().rows() == 0
                ? Optional.empty()
                : Optional.of(new DataFile(
                        key,
                        copy.file().rows(),
                        copy.file().bytes(),
                        copy.file().sha256()));
        Layout.planOfStates(key).ifPresent(plan -> replaceInPlan(plan, key, file));
        if (file.isEmpty()) {
            storage.delete(key);
            return true;
        }
        return replacement.put();
    }

    private void replaceInPlan(String plan, String key, Optional<DataFile> file) {
        try {
            plans.change(
                    plan,
                    held -> held.states().filter(old -> old.key().equals(key)).isPresent()
                            ? held.withStates(file)
                            : held);
        } catch (CommitlakeException failed) {
            // No command can use a broken plan.
            if (!JsonRecords.isBadRecord(failed)) {
                throw failed;
            }
        }
    }
}
