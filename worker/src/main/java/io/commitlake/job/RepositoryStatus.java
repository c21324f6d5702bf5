package io.commitlake.job;

import io.commitlake.model.Tip;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * How far a tracked repository is.
 *
 * @param name the full name; the ID if no run has seen the name
 * @param group the group that the repository belongs to
 * @param last the last exported commit
 * @param snapshot the last snapshot up to which a run exported the repository; empty if none is known
 * @param why why it isn't up to date, or what a person should know of it; may be empty
 */
public record RepositoryStatus(
        long repository, String name, Group group, Optional<Tip> last, Optional<Instant> snapshot, String why) {
    /** The groups, the most urgent first. */
    public enum Group {
        /** It failed in the last run that planned it. */
        FAILING,
        /** An export was claimed and has no outcome. */
        UNFINISHED,
        /** It isn't exported up to the last run's snapshot, or its row doesn't say so yet. */
        BEHIND,
        /** It can't be exported, because it is past a limit or empty. */
        LIMITED,
        /** It is gone from GitHub, or GitHub withholds it. */
        GONE,
        /** It is exported up to the last run's snapshot. */
        UP_TO_DATE;

        /** The group as people write it: {@code up to date}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** Whether a person may want to do something. */
    public boolean needsAttention() {
        return group != Group.UP_TO_DATE;
    }
}
