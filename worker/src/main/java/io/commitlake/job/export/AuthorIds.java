package io.commitlake.job.export;

import io.commitlake.github.GitHub;
import io.commitlake.github.RepositoryRef;
import io.commitlake.ledger.UserIds;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The GitHub ids of authors: the one that an e-mail itself names, else what GitHub says of one commit of it. An e-mail is
 * asked for once a run, for people commit to many repositories. Any thread may ask.
 */
final class AuthorIds {
    private static final Pattern NOREPLY = Pattern.compile("(\\d{1,18})\\+[^@]+@users\\.noreply\\.github\\.com");
    private static final int MOST = 200_000;

    private final GitHub github;
    /** What GitHub said in this run, that it knows nobody too; those that were asked for last. */
    private final Map<String, OptionalLong> said = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, OptionalLong> eldest) {
            return size() > MOST;
        }
    });

    AuthorIds(GitHub github) {
        this.github = github;
    }

    /**
     * Those of a repository's authors.
     *
     * @param authors by e-mail one commit of each
     */
    UserIds ids(Map<String, String> authors, RepositoryRef repository) {
        Map<String, OptionalLong> ids = LinkedHashMap.newLinkedHashMap(authors.size());
        Map<String, String> unknown = new LinkedHashMap<>();
        authors.forEach((email, commit) -> {
            Matcher noreply = NOREPLY.matcher(email);
            OptionalLong before = said.get(email);
            if (noreply.matches()) {
                ids.put(email, OptionalLong.of(Long.parseLong(noreply.group(1))));
            } else if (before != null) {
                ids.put(email, before);
            } else {
                unknown.put(email, commit);
            }
        });
        Map<String, OptionalLong> asked = github.authors(repository, unknown);
        said.putAll(asked);
        ids.putAll(asked);
        return UserIds.of(ids);
    }
}
