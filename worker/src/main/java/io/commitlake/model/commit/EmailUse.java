package io.commitlake.model.commit;

import io.commitlake.model.Sha;
import java.util.Comparator;

/**
 * A commit in which an e-mail address appears. GitHub tells whose address it is.
 *
 * @param role the person who has the address in this commit
 * @param commit the commit's SHA
 */
public record EmailUse(Role role, String commit) implements Comparable<EmailUse> {
    private static final Comparator<EmailUse> ORDER =
            Comparator.comparing(EmailUse::role).thenComparing(EmailUse::commit);

    public EmailUse {
        Sha.of(commit);
    }

    /** The person who has an address in a commit. */
    public enum Role {
        AUTHOR("author"),
        COMMITTER("committer");

        private final String text;

        Role(String text) {
            this.text = text;
        }

        /** The role as Git and GitHub write it. */
        public String text() {
            return text;
        }
    }

    /** Authors come before committers; then the SHA decides. */
    @Override
    public int compareTo(EmailUse other) {
        return ORDER.compare(this, other);
    }
}
