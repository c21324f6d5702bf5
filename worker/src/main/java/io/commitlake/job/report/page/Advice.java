package io.commitlake.job.report.page;

import io.commitlake.job.export.RepositoryWork;
import io.commitlake.model.CommitlakeException.Kind;

/**
 * What to do about a repository that wasn't exported.
 *
 * @param title the trouble, in a few words
 * @param todo what a person should do
 */
record Advice(String title, String todo) {
    static Advice of(RepositoryWork work) {
        return work.kind().map(Advice::ofFailure).orElseGet(() -> ofCondition(work.outcome()));
    }

    private static Advice ofFailure(Kind kind) {
        return switch (kind) {
            case REPOSITORY ->
                new Advice(
                        "Failed",
                        "Run the shard again: it does only what is left. If the same message comes back, do what it says.");
            case INTERRUPTED -> new Advice("Interrupted", "Run the shard again: it continues where it stopped.");
            case GITHUB ->
                new Advice("GitHub didn't answer", "Check whether GitHub can be reached, then run the shard again.");
            case SPENT ->
                new Advice(
                        "No token had requests left",
                        "Run the shard again after the next reset (see GitHub requests). If this happens often, add"
                                + " tokens or raise COMMITLAKE_MAX_WAIT.");
            case STORE ->
                new Advice(
                        "The object store or the ledger failed",
                        "Run `commitlake doctor`, mend what it names, then run the shard again.");
            case SETTINGS, USAGE ->
                new Advice(
                        "A setting or a record is wrong",
                        "A retry can't help. Correct what the message names (`commitlake doctor` checks the settings),"
                                + " then run the shard again.");
            case BUG ->
                new Advice(
                        "A bug in Commitlake",
                        "Report it with the message and the shard's log. The other repositories aren't affected.");
            case FAULTY ->
                new Advice(
                        "The dataset contradicts the ledger",
                        "Run `commitlake validate --all` to find every fault before you run again.");
        };
    }

    private static Advice ofCondition(String outcome) {
        return switch (outcome) {
            case "gone" ->
                new Advice(
                        "Gone from GitHub",
                        "Nothing, if the repository was deleted or made private: its rows stay, and later runs look again"
                                + " by themselves. If it still exists, give a token that can see it.");
            case "blocked" ->
                new Advice(
                        "Blocked by GitHub",
                        "Nothing: GitHub withholds it, for example after a takedown. Consider whether you may keep its"
                                + " rows.");
            case "empty" -> new Advice("Empty", "Nothing: later runs export it once it has a commit.");
            case "too-large" ->
                new Advice(
                        "Past the limit of disk or memory",
                        "Raise the limit that the message names (COMMITLAKE_MAX_REPOSITORY_DISK or"
                                + " COMMITLAKE_MAX_REPOSITORY_MEMORY). Until then, runs leave the repository out.");
            case "too-slow" ->
                new Advice(
                        "Past the limit of time",
                        "Raise COMMITLAKE_MAX_REPOSITORY_TIME. Until then, runs leave the repository out.");
            default -> new Advice(outcome, "Do what the message says.");
        };
    }
}
