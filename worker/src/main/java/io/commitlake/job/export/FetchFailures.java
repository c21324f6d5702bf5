package io.commitlake.job.export;

import io.commitlake.github.GitHub;
import io.commitlake.github.Lookup;
import io.commitlake.github.RemoteRepository;
import io.commitlake.github.RepositoryRef;
import io.commitlake.github.http.TokenRights;
import io.commitlake.history.FetchOutcome;
import io.commitlake.job.plan.RepositoryConditions;
import io.commitlake.model.Assignment;
import io.commitlake.model.Claim;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.RepositoryCondition;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what to do about a repository whose history couldn't be fetched. Git fetches by name, and the name may belong
 * to another repository by now: so this looks the repository up by id before it reports it as gone or voids a claim.
 */
@Singleton
final class FetchFailures {
    private static final Logger LOG = LoggerFactory.getLogger(FetchFailures.class);

    private final GitHub github;
    private final RepositoryConditions conditions;
    private final ClaimExecution execution;

    FetchFailures(GitHub github, RepositoryConditions conditions, ClaimExecution execution) {
        this.github = github;
        this.conditions = conditions;
        this.execution = execution;
    }

    /** Resolves an assignment whose head the plan couldn't see. */
    ExportStep headUnknown(Assignment assignment, String run) {
        return lookUp(assignment, run, Optional.empty(), new FetchOutcome.Refused(""));
    }

    /**
     * Resolves a fetch that gave no history.
     *
     * @param open the claim that the fetch was for; empty for the plan's head
     */
    ExportStep resolve(FetchOutcome fetched, Assignment assignment, String run, Optional<Claim> open) {
        return switch (fetched) {
            case FetchOutcome.Here here -> throw new IllegalArgumentException("the fetch succeeded");
            case FetchOutcome.Refused refused -> lookUp(assignment, run, open, refused);
            case FetchOutcome.Gone gone -> lookUp(assignment, run, open, gone);
            case FetchOutcome.Blocked blocked -> lookUp(assignment, run, open, blocked);
            case FetchOutcome.Declined(FetchOutcome.Declined.Reason reason, String words) ->
                throw CommitlakeException.repository(assignment.url() + " can't be fetched: " + words
                        // GitHub's words for a token that may not even read, since it may not read the contents.
                        + (words.contains("Write access to repository not granted")
                                ? TokenRights.lacking("contents=read")
                                : ""));
            case FetchOutcome.Moved moved -> lookUp(assignment, run, open, moved);
            case FetchOutcome.TooLarge(String words) ->
                endUnwell(assignment, run, RepositoryCondition.Condition.TOO_LARGE, words, open);
            case FetchOutcome.Crowded crowded -> {
                LOG.info(
                        "{} will be fetched again with all of Git's memory: {}",
                        assignment.fullName(),
                        crowded.message());
                yield ExportStep.NOTHING_EXPORTED;
            }
            case FetchOutcome.TooSlow(String words) ->
                endUnwell(assignment, run, RepositoryCondition.Condition.TOO_SLOW, words, open);
        };
    }

    private ExportStep lookUp(Assignment assignment, String run, Optional<Claim> open, FetchOutcome unfetched) {
        return switch (github.lookUp(List.of(RepositoryRef.of(assignment))).getFirst()) {
            case Lookup.Found(RemoteRepository seen) -> found(seen, assignment, run, open, unfetched);
            case Lookup.Gone(String words) ->
                endUnwell(assignment, run, RepositoryCondition.Condition.GONE, words, open);
            case Lookup.Blocked(String words) ->
                endUnwell(assignment, run, RepositoryCondition.Condition.BLOCKED, words, open);
            case Lookup.Failed(String words) -> failed(words);
        };
    }

    /** GitHub has the repository: under another name, or under the same one, although Git couldn't fetch it. */
    private ExportStep found(
            RemoteRepository seen, Assignment assignment, String run, Optional<Claim> open, FetchOutcome unfetched) {
        Optional<String> head = seen.head().map(RemoteRepository.Head::sha);
        if (!seen.url().equals(assignment.url())) {
            return new ExportStep.Reassigned(
                    assignment.at(seen.fullName(), seen.url(), assignment.head().or(() -> head)));
        }
        return switch (unfetched) {
            case FetchOutcome.Refused(String sha)
            when open.isPresent() -> {
                // The branch was rewritten, and GitHub has removed the old commits.
                execution.voidClaim(open.get(), "GitHub no longer has its tip " + sha);
                yield ExportStep.NOTHING_EXPORTED;
            }
            case FetchOutcome.Refused refused
            when head.isEmpty() ->
                endUnwell(
                        assignment, run, RepositoryCondition.Condition.EMPTY, "its default branch has no commit", open);
            case FetchOutcome.Refused(String sha)
            when head.get().equals(sha) -> failed("GitHub shows the head " + sha + " but refuses to send it");
            case FetchOutcome.Refused refused ->
                new ExportStep.Reassigned(assignment.at(seen.fullName(), seen.url(), head));
            case FetchOutcome.Blocked(String words) ->
                endUnwell(assignment, run, RepositoryCondition.Condition.BLOCKED, words, open);
            case FetchOutcome.Gone(String words) ->
                failed("GitHub's API shows it at " + seen.url() + ", but Git is told that it doesn't exist: " + words);
            case FetchOutcome.Moved(String words) ->
                failed(assignment.url() + " can't be fetched: " + words
                        + ": if the server has another address, set GITHUB_SERVER_URL to that");
            case FetchOutcome other -> throw new IllegalArgumentException(other + " needs no lookup by id");
        };
    }

    private static ExportStep failed(String words) {
        return new ExportStep.Ended(new RepositoryOutcome.Failed(CommitlakeException.Kind.REPOSITORY, words));
    }

    private ExportStep endUnwell(
            Assignment assignment,
            String run,
            RepositoryCondition.Condition condition,
            String words,
            Optional<Claim> open) {
        RepositoryCondition noted = conditions.note(assignment.repository(), condition, words, run);
        if (condition.lasting() && open.isPresent() && noted.seenBefore(run)) {
            execution.voidClaim(open.get(), "the repository is " + condition.text() + ": " + words);
        }
        return new ExportStep.Ended(new RepositoryOutcome.NotWell(condition, words));
    }
}
