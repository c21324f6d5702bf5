package io.commitlake.job.export;

import io.commitlake.github.GitHub;
import io.commitlake.github.RepositoryRef;
import io.commitlake.ledger.UserIds;
import io.commitlake.model.commit.EmailUse;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the GitHub user ids of authors and committers: from the e-mail itself, if it names one, else from GitHub's
 * answer for one commit with that e-mail. Each e-mail is looked up once a run, since people commit to many
 * repositories. Thread-safe.
 */
final class UserLookup {
    /** An address that names a user, whose ID isn't 0. */
    private static final Pattern NOREPLY =
            Pattern.compile("(?!0+\\+)(\\d{1,18})\\+[^@]+@users\\.noreply\\.github\\.com");

    private static final int MOST = 200_000;

    private final GitHub github;
    /** GitHub's answers in this run by e-mail, empty for an unknown user; only the most recently used ones. */
    private final Map<String, OptionalLong> answers = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, OptionalLong> eldest) {
            return size() > MOST;
        }
    });

    UserLookup(GitHub github) {
        this.github = github;
    }

    /**
     * Finds the ids of the people in a repository's commits.
     *
     * @param emails a use of each e-mail
     */
    UserIds ids(Map<String, EmailUse> emails, RepositoryRef repository) {
        Map<String, OptionalLong> ids = LinkedHashMap.newLinkedHashMap(emails.size());
        Map<String, EmailUse> unknown = new LinkedHashMap<>();
        emails.forEach((email, use) -> {
            Matcher noreply = NOREPLY.matcher(email);
            OptionalLong known = answers.get(email);
            if (noreply.matches()) {
                ids.put(email, OptionalLong.of(Long.parseLong(noreply.group(1))));
            } else if (known != null) {
                ids.put(email, known);
            } else {
                unknown.put(email, use);
            }
        });
        Map<String, OptionalLong> answered = github.users(repository, unknown);
        answers.putAll(answered);
        ids.putAll(answered);
        return UserIds.of(ids);
    }
}
