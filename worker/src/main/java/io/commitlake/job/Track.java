package io.commitlake.job;

import io.commitlake.dataset.RepositoryTables;
import io.commitlake.github.GitHub;
import io.commitlake.github.Lookup;
import io.commitlake.github.RemoteRepository;
import io.commitlake.ledger.Ledger;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Repository;
import io.commitlake.storage.Storage;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Adds repositories to the dataset by name. */
@Singleton
public final class Track {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*/[A-Za-z0-9._-]+");
    private static final Pattern AROUND = Pattern.compile("^https?://[^/]+/|(\\.git)?/?$");

    /**
     * What tracking came to.
     *
     * @param added rows that are new
     * @param known that were in the tables before
     * @param failures by the name that was given, in words
     */
    public record Result(long added, long known, Map<String, String> failures) {}

    private final GitHub github;
    private final Enrolment enrolment;

    Track(Storage storage, Ledger ledger, GitHub github) {
        this.github = github;
        this.enrolment = new Enrolment(ledger, new RepositoryTables(storage));
    }

    /**
     * Looks the names up, and enters what is found; a name that can't be found doesn't keep out the others.
     *
     * @param names {@code owner/name}, or a repository's address
     * @throws CommitlakeException of kind USAGE where a name isn't one
     */
    public Result run(List<String> names) {
        List<String> asked = names.stream().map(Track::fullName).distinct().toList();
        List<Lookup> lookups = github.byName(asked);
        Map<Long, Repository> found = new LinkedHashMap<>();
        Map<String, String> failures = new LinkedHashMap<>();
        for (int i = 0; i < asked.size(); i++) {
            switch (lookups.get(i)) {
                case Lookup.Found(RemoteRepository seen) -> found.put(seen.id(), Enrolment.row(seen));
                case Lookup.Gone(String words) -> failures.put(asked.get(i), "GitHub has none of that name: " + words);
                case Lookup.Blocked(String words) -> failures.put(asked.get(i), "GitHub withholds it: " + words);
                case Lookup.Failed(String words) -> failures.put(asked.get(i), words);
            }
        }
        long added = enrolment.enter(new ArrayList<>(found.values()), RepositoryTables.MOST_ROWS);
        return new Result(added, Math.max(0, found.size() - added), failures);
    }

    private static String fullName(String given) {
        String name = AROUND.matcher(given.strip()).replaceAll("");
        if (!NAME.matcher(name).matches()) {
            throw CommitlakeException.usage(
                    "\"" + given + "\" names no repository: it should be owner/name, for instance pallets/flask");
        }
        return name;
    }
}
