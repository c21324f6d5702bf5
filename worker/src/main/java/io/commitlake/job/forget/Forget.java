package io.commitlake.job.forget;

import io.commitlake.dataset.RepositoryTables;
import io.commitlake.github.GitHub;
import io.commitlake.github.Lookup;
import io.commitlake.job.forget.RepositoryContents.Amount;
import io.commitlake.job.work.Workspace;
import io.commitlake.ledger.ForgottenRepositories;
import io.commitlake.ledger.Ledger;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.DataFile;
import io.commitlake.model.Repository;
import io.commitlake.model.Table;
import io.commitlake.storage.DataKey;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;

/**
 * Removes a repository from the dataset for good. It first marks the repository as forgotten, so that no command brings it
 * back, and so that each merge finishes the removal if this one is killed.
 */
@Singleton
public final class Forget {
    /**
     * The result of a removal.
     *
     * @param removed what the dataset had of the repository
     * @param over whether no late worker can put more of it; if not, merges remove that
     */
    public record Result(RepositoryContents removed, boolean over) {}

    private final Storage storage;
    private final Ledger ledger;
    private final GitHub github;
    private final RepositoryTables tables;
    private final RepositoryFiles files;
    private final SharedFiles shared;
    private final RepositoryRemoval removal;
    private final Clock clock;

    Forget(
            Storage storage,
            Ledger ledger,
            GitHub github,
            Workspace workspace,
            Clock clock,
            @Named("puts") ExecutorService threads) {
        this.storage = storage;
        this.ledger = ledger;
        this.github = github;
        this.tables = new RepositoryTables(storage);
        this.files = new RepositoryFiles(storage, ledger);
        this.shared = new SharedFiles(storage, workspace);
        this.removal = new RepositoryRemoval(storage, ledger, workspace, threads);
        this.clock = clock;
    }

    /**
     * Finds the id of a repository by the name in its row; asks GitHub only if no row has the name.
     *
     * @param fullName {@code owner/name}, in upper or lower case
     * @throws CommitlakeException of kind USAGE if several rows have the name; of kind SETTINGS if neither a row nor
     *     GitHub has it
     */
    public long find(String fullName) {
        List<Long> ids = new ArrayList<>();
        forEachRow(row -> {
            if (row.fullName().filter(fullName::equalsIgnoreCase).isPresent()) {
                ids.add(row.id());
            }
        });
        if (ids.size() > 1) {
            throw CommitlakeException.usage("the dataset has several repositories that were last seen as " + fullName
                    + ": give the id of one, such as --id " + ids.getFirst() + " (their ids are " + ids + ")");
        }
        return ids.isEmpty() ? askForId(fullName) : ids.getFirst();
    }

    private long askForId(String fullName) {
        return switch (github.byName(List.of(fullName)).getFirst()) {
            case Lookup.Found found -> found.repository().id();
            case Lookup.Failed(String words) ->
                throw CommitlakeException.repository("no repository of the dataset is named " + fullName
                        + ", and GitHub can't be asked for its id: " + words + ": give its id with --id");
            case Lookup other ->
                throw CommitlakeException.settings("neither the dataset nor GitHub has a repository"
                        + " named " + fullName
                        + ": check the spelling, or give its id with --id (the table repositories"
                        + " has the ids)");
        };
    }

    /** Looks at what the dataset has of a repository. Changes nothing. */
    public RepositoryContents contents(long repository) {
        SortedMap<String, Amount> amounts = new TreeMap<>();
        Map<String, Long> rows = new HashMap<>();
        files.forEachComplete(repository, complete -> complete.files().forEach(file -> addRows(file, rows)));
        for (Table table : Table.values()) {
            long[] sum = new long[2];
            storage.list(Layout.folderOf(table, repository), listed -> {
                sum[0]++;
                sum[1] += listed.size();
            });
            add(table.folder(), new Amount(sum[0], rows.getOrDefault(table.folder(), 0L), sum[1]), amounts);
        }
        SharedFiles.Count listed = shared.countListed(Set.of(repository));
        add("data_files", new Amount(listed.files(), listed.rows(), 0), amounts);
        SharedFiles.Count states = shared.countStates(Set.of(repository));
        add("repository_states", new Amount(states.files(), states.rows(), 0), amounts);
        List<Repository> own = new ArrayList<>();
        forEachRow(row -> {
            if (row.id() == repository) {
                own.add(row);
            }
        });
        add("repositories", new Amount(own.size(), own.size(), 0), amounts);
        return new RepositoryContents(
                repository,
                own.stream().map(Repository::fullName).flatMap(Optional::stream).findFirst(),
                ledger.forgotten().age(repository).isPresent(),
                files.claimed(repository).size(),
                amounts);
    }

    private static void addRows(DataFile file, Map<String, Long> rows) {
        DataKey.parse(file.key()).ifPresent(key -> rows.merge(key.table().folder(), file.rows(), Long::sum));
    }

    private static void add(String table, Amount amount, SortedMap<String, Amount> to) {
        if (amount.files() > 0) {
            to.put(table, amount);
        }
    }

    private void forEachRow(Consumer<Repository> each) {
        tables.files().forEach(file -> tables.read(file).orElse(List.of()).forEach(each));
    }

    /**
     * Removes a repository for good.
     *
     * @param contents what the dataset has of it
     * @param marked runs once the repository is marked as forgotten, before anything is removed from the dataset
     */
    public Result run(RepositoryContents contents, Runnable marked) {
        ledger.forgotten().add(contents.repository());
        marked.run();
        boolean over = removal.remove(Set.of(contents.repository())).isEmpty();
        return new Result(contents, over);
    }

    /**
     * Allows a forgotten repository to be tracked again.
     *
     * @throws CommitlakeException of kind SETTINGS if it isn't forgotten, or was within a day: until then, late workers may
     *     put files that would then stay
     */
    public void undo(long repository) {
        Duration age = ledger.forgotten()
                .age(repository)
                .orElseThrow(() -> CommitlakeException.settings("repository " + repository + " isn't forgotten: add it"
                        + " with `commitlake track owner/name`"));
        if (age.compareTo(ForgottenRepositories.LATE) <= 0) {
            throw CommitlakeException.settings("repository " + repository + " was forgotten less than a day ago, and"
                    + " workers that were at work on it may still put files: run this after "
                    + clock.instant()
                            .plus(ForgottenRepositories.LATE.minus(age))
                            .plus(1, ChronoUnit.MINUTES)
                            .truncatedTo(ChronoUnit.MINUTES));
        }
        removal.remove(Set.of(repository));
        ledger.forgotten().remove(repository);
    }
}
