package io.commitlake.job.discovery;

import io.commitlake.dataset.RepositoryTables;
import io.commitlake.github.GitHub;
import io.commitlake.github.Lookup;
import io.commitlake.github.RemoteRepository;
import io.commitlake.github.http.TokenRights;
import io.commitlake.job.work.Parallel;
import io.commitlake.ledger.Ledger;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.FullName;
import io.commitlake.model.Repository;
import io.commitlake.storage.Storage;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.Gatherers;

/** Adds repositories to the dataset by name. */
@Singleton
public final class Track {
    private static final int NAMES_IN_MEMORY = 1000;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*/[A-Za-z0-9._-]+");
    private static final String NOT_SHOWN =
            "GitHub shows no repository of that name: check the spelling; " + TokenRights.NEEDED;
    private static final Pattern AROUND_NAME = Pattern.compile("^https?://[^/]+/|(\\.git)?/?$");

    /**
     * The result of tracking.
     *
     * @param added number of new rows
     * @param known number of repositories that were in the tables before
     * @param failures error messages, by given name
     * @param kinds kinds of the failures: SETTINGS for a name that no retry will find, or of a forgotten repository
     */
    public record Result(long added, long known, Map<String, String> failures, List<CommitlakeException.Kind> kinds) {}

    private final GitHub github;
    private final Ledger ledger;
    private final RepositoryTables tables;

    Track(Storage storage, Ledger ledger, GitHub github) {
        this.github = github;
        this.ledger = ledger;
        this.tables = new RepositoryTables(storage);
    }

    /**
     * Looks up the names and adds the repositories found; a name that can't be found doesn't affect the others.
     *
     * @param names results of {@link #fullName}
     */
    public Result run(List<String> names) {
        List<String> asked = names.stream().distinct().toList();
        Enrolment enrolment = new Enrolment(ledger, tables, RepositoryTables.MAX_ROWS);
        Set<Long> found = new HashSet<>();
        long added = 0;
        Map<String, String> failures = new LinkedHashMap<>();
        List<CommitlakeException.Kind> kinds = new ArrayList<>();
        for (List<String> some : batches(asked, NAMES_IN_MEMORY)) {
            List<Repository> rows = new ArrayList<>();
            List<Lookup> lookups = lookUp(some);
            for (int i = 0; i < some.size(); i++) {
                switch (lookups.get(i)) {
                    case Lookup.Found(RemoteRepository seen) -> {
                        if (found.add(seen.id())) {
                            rows.add(Enrolment.row(seen));
                        }
                    }
                    case Lookup.Gone gone -> {
                        failures.put(some.get(i), NOT_SHOWN);
                        kinds.add(CommitlakeException.Kind.SETTINGS);
                    }
                    case Lookup.Blocked(String words) -> {
                        failures.put(some.get(i), "GitHub blocks access to it: " + words);
                        kinds.add(CommitlakeException.Kind.SETTINGS);
                    }
                    case Lookup.Failed(String words) -> {
                        failures.put(some.get(i), words);
                        kinds.add(CommitlakeException.Kind.REPOSITORY);
                    }
                }
            }
            added += enrolment.enter(rows);
        }
        for (Repository forgotten : enrolment.refused()) {
            found.remove(forgotten.id());
            failures.put(
                    forgotten.fullName().orElseThrow(),
                    "it is forgotten: to track it again, first run" + " `commitlake forget --undo --id "
                            + forgotten.id() + "`");
            kinds.add(CommitlakeException.Kind.SETTINGS);
        }
        return new Result(added, Math.max(0, found.size() - added), failures, kinds);
    }

    /** Looks up names, several requests at once. */
    private List<Lookup> lookUp(List<String> names) {
        try (ExecutorService requests = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("look-up-", 0).factory())) {
            return Parallel.map(requests, batches(names, github.lookUpsPerRequest()), github::byName).stream()
                    .flatMap(List::stream)
                    .toList();
        }
    }

    private static List<List<String>> batches(List<String> names, int size) {
        return names.stream().gather(Gatherers.windowFixed(size)).toList();
    }

    /** The {@code owner/name} from a name or a repository's address; empty if the text is neither. */
    public static Optional<String> fullName(String given) {
        return Optional.of(AROUND_NAME.matcher(given.strip()).replaceAll(""))
                .filter(name -> NAME.matcher(name).matches() && FullName.is(name));
    }
}
