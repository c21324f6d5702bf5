package io.commitlake.job.export;

import io.commitlake.github.GitHub;
import io.commitlake.github.Lookup;
import io.commitlake.github.RemoteRepository;
import io.commitlake.github.RepositoryRef;
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
 * What becomes of a repository whose history couldn't be had. git asks by name, and a name may be another repository's
 * by now: before anything is called gone or given up, GitHub is asked for the repository by its id.
 */
@Singleton
final class FetchFailures {
    private static final Logger LOG = LoggerFactory.getLogger(FetchFailures.class);

    private final GitHub github;
    private final RepositoryConditions standings;
    private final ClaimExecution carryOut;

    FetchFailures(GitHub github, RepositoryConditions standings, ClaimExecution carryOut) {
        this.github = github;
        this.standings = standings;
        this.carryOut = carryOut;
    }

    /** The plan couldn't see where the branch points. */
    ExportStep unseen(Assignment assignment, String run) {
        return look(assignment, run, Optional.empty(), new FetchOutcome.Refused(""));
    }

    /**
     * Goes on without a history.
     *
     * @param open the claim that it was for; empty where it was for the plan's head
     */
    ExportStep without(FetchOutcome fetched, Assignment assignment, String run, Optional<Claim> open) {
        return switch (fetched) {
            case FetchOutcome.Here here -> throw new IllegalArgumentException("it is here");
            case FetchOutcome.Refused refused -> look(assignment, run, open, refused);
            case FetchOutcome.Gone gone -> look(assignment, run, open, gone);
            case FetchOutcome.Blocked blocked -> look(assignment, run, open, blocked);
            case FetchOutcome.Declined(FetchOutcome.Declined.Reason reason, String words) ->
                throw CommitlakeException.repository(assignment.url() + " can't be fetched: " + words);
            case FetchOutcome.Moved moved -> look(assignment, run, open, moved);
            case FetchOutcome.TooLarge(String words) ->
                unwell(assignment, run, RepositoryCondition.Condition.TOO_LARGE, words, open);
            case FetchOutcome.Crowded crowded -> {
                LOG.info(
                        "{} is fetched again when it may have all of Git's memory: {}",
                        assignment.fullName(),
                        crowded.message());
                yield ExportStep.NOTHING_EXPORTED;
            }
            case FetchOutcome.TooSlow(String words) ->
                unwell(assignment, run, RepositoryCondition.Condition.TOO_SLOW, words, open);
        };
    }

    private ExportStep look(Assignment assignment, String run, Optional<Claim> open, FetchOutcome unfetched) {
        return switch (github.lookUp(List.of(RepositoryRef.of(assignment))).getFirst()) {
            case Lookup.Found(RemoteRepository seen) -> found(seen, assignment, run, open, unfetched);
            case Lookup.Gone(String words) -> unwell(assignment, run, RepositoryCondition.Condition.GONE, words, open);
            case Lookup.Blocked(String words) ->
                unwell(assignment, run, RepositoryCondition.Condition.BLOCKED, words, open);
            case Lookup.Failed(String words) -> failed(words);
        };
    }

    /** GitHub has it: under another name, or the same one, of which git said something else. */
    private ExportStep found(
            RemoteRepository seen, Assignment assignment, String run, Optional<Claim> open, FetchOutcome unfetched) {
        Optional<String> head = seen.head().map(RemoteRepository.Head::sha);
        if (!seen.url().equals(assignment.url())) {
            return new ExportStep.Moved(
                    assignment.at(seen.fullName(), seen.url(), assignment.head().or(() -> head)));
        }
        return switch (unfetched) {
            case FetchOutcome.Refused(String sha)
            when open.isPresent() -> {
                // History was rewritten and collected.
                carryOut.giveUp(open.get(), "GitHub no longer has its tip " + sha);
                yield ExportStep.NOTHING_EXPORTED;
            }
            case FetchOutcome.Refused refused
            when head.isEmpty() ->
                unwell(assignment, run, RepositoryCondition.Condition.EMPTY, "its default branch has no commit", open);
            case FetchOutcome.Refused(String sha)
            when head.get().equals(sha) -> failed("GitHub shows its head " + sha + " and refuses it");
            case FetchOutcome.Refused refused -> new ExportStep.Moved(assignment.at(seen.fullName(), seen.url(), head));
            case FetchOutcome.Blocked(String words) ->
                unwell(assignment, run, RepositoryCondition.Condition.BLOCKED, words, open);
            case FetchOutcome.Gone(String words) ->
                failed("GitHub shows it at " + seen.url() + ", and git is told that it isn't there: " + words);
            case FetchOutcome.Moved(String words) ->
                failed(assignment.url() + " can't be fetched: " + words
                        + ": if the server has another address, set GITHUB_SERVER_URL to it");
            case FetchOutcome other -> throw new IllegalArgumentException(other + " needs no second look");
        };
    }

    private static ExportStep failed(String words) {
        return new ExportStep.Arrived(new RepositoryOutcome.Failed(CommitlakeException.Kind.REPOSITORY, words));
    }

    private ExportStep unwell(
            Assignment assignment,
            String run,
            RepositoryCondition.Condition condition,
            String words,
            Optional<Claim> open) {
        RepositoryCondition standing = standings.note(assignment.repository(), condition, words, run);
        if (condition.lasting() && open.isPresent() && standing.seenBefore(run)) {
            carryOut.giveUp(open.get(), "the repository is " + condition.text() + ": " + words);
        }
        return new ExportStep.Arrived(new RepositoryOutcome.NotWell(condition, words));
    }
}
