package io.commitlake.job;

import io.commitlake.github.GitHub;
import io.commitlake.github.Known;
import io.commitlake.github.Lookup;
import io.commitlake.github.RemoteRepository;
import io.commitlake.history.Fetched;
import io.commitlake.model.Assignment;
import io.commitlake.model.Claim;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Standing;
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
final class Unfetched {
    private static final Logger LOG = LoggerFactory.getLogger(Unfetched.class);

    private final GitHub github;
    private final Standings standings;
    private final CarryOut carryOut;

    Unfetched(GitHub github, Standings standings, CarryOut carryOut) {
        this.github = github;
        this.standings = standings;
        this.carryOut = carryOut;
    }

    /** The plan couldn't see where the branch points. */
    Step unseen(Assignment assignment, String run) {
        return look(assignment, run, Optional.empty(), new Fetched.Refused(""));
    }

    /**
     * Goes on without a history.
     *
     * @param open the claim that it was for; empty where it was for the plan's head
     */
    Step without(Fetched fetched, Assignment assignment, String run, Optional<Claim> open) {
        return switch (fetched) {
            case Fetched.Here here -> throw new IllegalArgumentException("it is here");
            case Fetched.Refused refused -> look(assignment, run, open, refused);
            case Fetched.Gone gone -> look(assignment, run, open, gone);
            case Fetched.Blocked blocked -> look(assignment, run, open, blocked);
            case Fetched.Declined(Fetched.Declined.Reason reason, String words) ->
                throw CommitlakeException.repository(assignment.url() + " can't be fetched: " + words);
            case Fetched.Moved moved -> look(assignment, run, open, moved);
            case Fetched.TooLarge(String words) -> unwell(assignment, run, Standing.Condition.TOO_LARGE, words, open);
            case Fetched.Crowded crowded -> {
                LOG.info(
                        "{} is fetched again when it may have all of Git's memory: {}",
                        assignment.fullName(),
                        crowded.words());
                yield Step.NOTHING_EXPORTED;
            }
            case Fetched.TooSlow(String words) -> unwell(assignment, run, Standing.Condition.TOO_SLOW, words, open);
        };
    }

    private Step look(Assignment assignment, String run, Optional<Claim> open, Fetched unfetched) {
        return switch (github.lookUp(List.of(Known.of(assignment))).getFirst()) {
            case Lookup.Found(RemoteRepository seen) -> found(seen, assignment, run, open, unfetched);
            case Lookup.Gone(String words) -> unwell(assignment, run, Standing.Condition.GONE, words, open);
            case Lookup.Blocked(String words) -> unwell(assignment, run, Standing.Condition.BLOCKED, words, open);
            case Lookup.Failed(String words) -> failed(words);
        };
    }

    /** GitHub has it: under another name, or the same one, of which git said something else. */
    private Step found(
            RemoteRepository seen, Assignment assignment, String run, Optional<Claim> open, Fetched unfetched) {
        Optional<String> head = seen.head().map(RemoteRepository.Head::sha);
        if (!seen.url().equals(assignment.url())) {
            return new Step.Moved(
                    assignment.at(seen.fullName(), seen.url(), assignment.head().or(() -> head)));
        }
        return switch (unfetched) {
            case Fetched.Refused(String sha)
            when open.isPresent() -> {
                // History was rewritten and collected.
                carryOut.giveUp(open.get(), "GitHub no longer has its tip " + sha);
                yield Step.NOTHING_EXPORTED;
            }
            case Fetched.Refused refused
            when head.isEmpty() ->
                unwell(assignment, run, Standing.Condition.EMPTY, "its default branch has no commit", open);
            case Fetched.Refused(String sha)
            when head.get().equals(sha) -> failed("GitHub shows its head " + sha + " and refuses it");
            case Fetched.Refused refused -> new Step.Moved(assignment.at(seen.fullName(), seen.url(), head));
            case Fetched.Blocked(String words) -> unwell(assignment, run, Standing.Condition.BLOCKED, words, open);
            case Fetched.Gone(String words) ->
                failed("GitHub shows it at " + seen.url() + ", and git is told that it isn't there: " + words);
            case Fetched.Moved(String words) ->
                failed(assignment.url() + " can't be fetched: " + words
                        + ": if the server has another address, set GITHUB_SERVER_URL to it");
            case Fetched other -> throw new IllegalArgumentException(other + " needs no second look");
        };
    }

    private static Step failed(String words) {
        return new Step.Arrived(new RepositoryOutcome.Failed(CommitlakeException.Kind.REPOSITORY, words));
    }

    private Step unwell(
            Assignment assignment, String run, Standing.Condition condition, String words, Optional<Claim> open) {
        Standing standing = standings.note(assignment.repository(), condition, words, run);
        if (condition.lasting() && open.isPresent() && standing.seenBefore(run)) {
            carryOut.giveUp(open.get(), "the repository is " + condition.text() + ": " + words);
        }
        return new Step.Arrived(new RepositoryOutcome.NotWell(condition, words));
    }
}
