package io.commitlake.job.forget;

import io.commitlake.ledger.Ledger;
import io.commitlake.model.Claim;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.DataFile;
import io.commitlake.model.Export;
import io.commitlake.model.Outcome;
import io.commitlake.model.Table;
import io.commitlake.storage.JsonRecords;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;

/** The data files that belong to one repository alone. */
final class RepositoryFiles {
    private final Storage storage;
    private final Ledger ledger;

    RepositoryFiles(Storage storage, Ledger ledger) {
        this.storage = storage;
        this.ledger = ledger;
    }

    /** The keys of a repository's files, table by table: those that the store lists, and those that the ledger names. */
    List<List<String>> ofTables(long repository) {
        List<DataFile> named = new ArrayList<>();
        forEachComplete(repository, complete -> named.addAll(complete.files()));
        List<List<String>> all = new ArrayList<>();
        for (Table table : Table.values()) {
            Set<String> keys = new TreeSet<>();
            storage.list(Layout.folderOf(table, repository), listed -> keys.add(listed.key()));
            named.stream()
                    .map(DataFile::key)
                    .filter(key -> key.startsWith(Layout.folderOf(table, repository)))
                    .forEach(keys::add);
            all.add(List.copyOf(keys));
        }
        return all;
    }

    /** Passes on a repository's completed exports, without those whose records are broken. */
    void forEachComplete(long repository, Consumer<Outcome.Complete> each) {
        for (Export export : claimed(repository)) {
            readable(export, ledger::outcome).ifPresent(outcome -> {
                if (outcome instanceof Outcome.Complete complete) {
                    each.accept(complete);
                }
            });
        }
    }

    /** The names in the addresses of a repository's claims. */
    Set<String> names(long repository) {
        Set<String> names = new HashSet<>();
        for (Export export : claimed(repository)) {
            readable(export, ledger::claimed)
                    .map(Claim::url)
                    .map(RepositoryNames::ofUrl)
                    .ifPresent(names::add);
        }
        return names;
    }

    /** A repository's claimed exports. */
    List<Export> claimed(long repository) {
        List<Export> exports = new ArrayList<>();
        ledger.forEachClaim(repository, number -> exports.add(new Export(repository, number)));
        return exports;
    }

    private static <T> Optional<T> readable(Export export, Function<Export, Optional<T>> record) {
        try {
            return record.apply(export);
        } catch (CommitlakeException failed) {
            if (!JsonRecords.isBadRecord(failed)) {
                throw failed;
            }
            return Optional.empty();
        }
    }
}
