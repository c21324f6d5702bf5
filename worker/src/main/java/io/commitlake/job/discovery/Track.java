package io.commitlake.job.discovery;

import io.commitlake.dataset.RepositoryTables;
import io.commitlake.github.GitHub;
import io.commitlake.github.Lookup;
import io.commitlake.github.RemoteRepository;
import io.commitlake.ledger.Ledger;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.FullName;
import io.commitlake.model.Repository;
import io.commitlake.storage.Storage;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Adds repositories to the dataset by name. */
@Singleton
public final class Track {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*/[A-Za-z0-9._-]+");
    private static final String NOT_SHOWN = "GitHub shows no repository of that name: check the spelling; a private"
            + " repository needs a token that may read it";
    private static final Pattern AROUND_NAME = Pattern.compile("^https?://[^/]+/|(\\.git)?/?$");

    /**
     * The result of tracking.
     *
     * @param added number of new rows
     * @param known number of repositories that were in the tables before
     * @param failures error messages, by given name
     * @param kinds kinds of the failures: SETTINGS for a name that no retry will find
     */
    public record Result(long added, long known, Map<String, String> failures, List<CommitlakeException.Kind> kinds) {}

    private final GitHub github;
    private final Enrolment enrolment;

    Track(Storage storage, Ledger ledger, GitHub github) {
        this.github = github;
        this.enrolment = new Enrolment(ledger, new RepositoryTables(storage));
    }

    /**
     * Looks up the names and adds the repositories found; a name that can't be found doesn't affect the others.
     *
     * @param names results of {@link #fullName}
     */
    public Result run(List<String> names) {
        List<String> asked = names.stream().distinct().toList();
        List<Lookup> lookups = github.byName(asked);
        Map<Long, Repository> found = new LinkedHashMap<>();
        Map<String, String> failures = new LinkedHashMap<>();
        List<CommitlakeException.Kind> kinds = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            switch (lookups.get(i)) {
                case Lookup.Found(RemoteRepository seen) -> found.put(seen.id(), Enrolment.row(seen));
                case Lookup.Gone gone -> {
                    failures.put(asked.get(i), NOT_SHOWN);
                    kinds.add(CommitlakeException.Kind.SETTINGS);
                }
                case Lookup.Blocked(String words) -> {
                    failures.put(asked.get(i), "GitHub blocks access to it: " + words);
                    kinds.add(CommitlakeException.Kind.SETTINGS);
                }
                case Lookup.Failed(String words) -> {
                    failures.put(asked.get(i), words);
                    kinds.add(CommitlakeException.Kind.REPOSITORY);
                }
            }
        }
        long added = enrolment.enter(new ArrayList<>(found.values()), RepositoryTables.MAX_ROWS);
        return new Result(added, Math.max(0, found.size() - added), failures, kinds);
    }

    /** The {@code owner/name} from a name or a repository's address; empty if the text is neither. */
    public static Optional<String> fullName(String given) {
        return Optional.of(AROUND_NAME.matcher(given.strip()).replaceAll(""))
                .filter(name -> NAME.matcher(name).matches() && FullName.is(name));
    }
}
