package io.commitlake.job.export;

import io.commitlake.dataset.ExportedCommits;
import io.commitlake.history.EarlierExports;
import io.commitlake.ledger.Ledger;
import io.commitlake.model.DataFile;
import io.commitlake.model.Export;
import io.commitlake.model.Outcome;
import io.commitlake.model.commit.CommitMonth;
import io.commitlake.storage.DataKey;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The commits that a repository's exports below a number hold, read month by month. Only complete exports count, and the
 * original program's: a voided export may have left files, and a second worker on it may put some at this very moment.
 */
final class EarlierCommits implements EarlierExports {
    private final Ledger ledger;
    private final ExportedCommits exported;
    private final long repository;
    private final long below;
    private final Path folder;
    private final Map<Long, Predicate<String>> filesOf = new HashMap<>();

    EarlierCommits(Ledger ledger, ExportedCommits exported, long repository, long below, Path folder) {
        this.ledger = ledger;
        this.exported = exported;
        this.repository = repository;
        this.below = below;
        this.folder = folder;
    }

    @Override
    public Predicate<String> in(CommitMonth month) {
        return exported.read(repository, month, this::counts, folder)::contains;
    }

    private boolean counts(String key) {
        return DataKey.parse(key)
                .map(name -> name.export().number())
                .filter(number -> number < below)
                .filter(number ->
                        filesOf.computeIfAbsent(number, this::completed).test(key))
                .isPresent();
    }

    /** The keys of an export's files. All exports below the number have outcomes, except the original program's. */
    private Predicate<String> completed(long number) {
        Export export = new Export(repository, number);
        Optional<Outcome> outcome = ledger.outcome(export);
        if (outcome.isEmpty()) {
            boolean original = ledger.claimed(export).isEmpty();
            return key -> original;
        }
        if (outcome.get() instanceof Outcome.Complete complete) {
            Set<String> keys = complete.files().stream().map(DataFile::key).collect(Collectors.toSet());
            return keys::contains;
        }
        return key -> false;
    }
}
