package io.commitlake.history.object;

import io.commitlake.model.commit.EmailUse;
import io.commitlake.model.commit.Signature;
import java.util.HashMap;
import java.util.Map;

/**
 * Collects the e-mails of authors and committers, each with its first use in the order of {@link EmailUse}: so every
 * run asks GitHub about the same commit, whatever the order of the commits.
 */
public final class EmailUses {
    private final Map<String, EmailUse> uses = new HashMap<>();

    /** Adds a commit's author and committer. */
    public void add(String sha, Signature author, Signature committer) {
        add(author, new EmailUse(EmailUse.Role.AUTHOR, sha));
        add(committer, new EmailUse(EmailUse.Role.COMMITTER, sha));
    }

    private void add(Signature person, EmailUse use) {
        person.email().ifPresent(email -> uses.merge(email, use, (a, b) -> a.compareTo(b) < 0 ? a : b));
    }

    /** The first use of each e-mail. */
    public Map<String, EmailUse> first() {
        return Map.copyOf(uses);
    }
}
