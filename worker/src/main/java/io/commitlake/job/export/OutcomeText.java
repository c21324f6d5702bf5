package io.commitlake.job.export;

import java.util.Locale;

/** Words for a repository's outcome. */
final class OutcomeText {
    private OutcomeText() {}

    /** A short name, under which outcomes are counted. */
    static String name(RepositoryOutcome outcome) {
        return switch (outcome) {
            case RepositoryOutcome.Exported exported -> "exported";
            case RepositoryOutcome.UpToDate upToDate -> "up to date";
            case RepositoryOutcome.NothingYet nothing -> "no commit before the snapshot";
            case RepositoryOutcome.NotWell unwell -> unwell.condition().text();
            case RepositoryOutcome.Forgotten forgotten -> "forgotten";
            case RepositoryOutcome.Failed failed -> "failed";
        };
    }

    static String of(RepositoryOutcome outcome) {
        return switch (outcome) {
            case RepositoryOutcome.Exported done ->
                String.format(
                        Locale.ROOT,
                        "%,d commits, %,d rows, %,.1f MB",
                        done.commits(),
                        done.rows(),
                        done.bytes() / 1e6);
            case RepositoryOutcome.NotWell unwell -> unwell.condition().text() + ": " + unwell.words();
            case RepositoryOutcome.Failed failed -> "failed: " + failed.words();
            case RepositoryOutcome other -> name(other);
        };
    }
}
