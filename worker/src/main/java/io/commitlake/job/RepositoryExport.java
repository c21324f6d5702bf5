package io.commitlake.job;

import io.commitlake.dataset.FileFormat;
import io.commitlake.github.GitHub;
import io.commitlake.github.Known;
import io.commitlake.github.Lookup;
import io.commitlake.github.RemoteRepository;
import io.commitlake.history.Deadline;
import io.commitlake.history.Fetched;
import io.commitlake.history.History;
import io.commitlake.history.HistorySource;
import io.commitlake.history.Limits;
import io.commitlake.history.NotFetched;
import io.commitlake.history.Remote;
import io.commitlake.ledger.Ledger;
import io.commitlake.ledger.Position;
import io.commitlake.ledger.SnapshotTip;
import io.commitlake.model.Assignment;
import io.commitlake.model.Claim;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Export;
import io.commitlake.model.Standing;
import io.commitlake.model.Tip;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Brings one repository up to its own tip: claim, write, complete. Whoever meets a claim that isn't complete carries it
 * out first, as claimed, then goes on with the next number until the tip is reached.
 */
@Singleton
final class RepositoryExport {
    private final Ledger ledger;
    private final HistorySource source;
    private final GitHub github;
    private final CarryOut carryOut;
    private final Standings standings;
    private final Workspace workspace;
    private final Limits limits;
    private final String format;

    RepositoryExport(
            Ledger ledger,
            HistorySource source,
            GitHub github,
            CarryOut carryOut,
            Standings standings,
            Workspace workspace,
            Limits limits) {
        this.ledger = ledger;
        this.source = source;
        this.github = github;
        this.carryOut = carryOut;
        this.standings = standings;
        this.workspace = workspace;
        this.limits = limits;
        this.format = "rows " + source.format() + ", files " + FileFormat.VERSION;
    }

    RepositoryOutcome run(Assignment planned, Instant snapshot, String run, Progress.Task progress) {
        Assignment assignment = planned;
        RepositoryOutcome.Exported sum = new RepositoryOutcome.Exported(0, 0, 0, 0);
        while (true) {
            Position position = Position.of(ledger, assignment.repository(), assignment.from(), assignment.last());
            switch (step(assignment, position, snapshot, run, progress)) {
                case Step.Went(RepositoryOutcome.Exported exported) -> sum = sum.plus(exported);
                case Step.LookAgain(String unseen) -> {
                    switch (lookAgain(assignment, unseen, run)) {
                        case Seen.Head(Assignment moved) -> assignment = moved;
                        case Seen.Other(RepositoryOutcome outcome) -> {
                            return outcome;
                        }
                    }
                }
                case Step.Moved(String words) -> {
                    switch (lookAgain(assignment, "", run)) {
                        case Seen.Head(Assignment now) -> {
                            if (now.url().equals(assignment.url())) {
                                return new RepositoryOutcome.Failed(
                                        CommitlakeException.Kind.REPOSITORY,
                                        words + ": if the server has another address, set GITHUB_SERVER_URL to it");
                            }
                            String head = assignment.head().or(now::head).orElseThrow();
                            assignment = assignment.at(now.fullName(), now.url(), head);
                        }
                        case Seen.Other(RepositoryOutcome outcome) -> {
                            return outcome;
                        }
                    }
                }
                case Step.Arrived(RepositoryOutcome outcome) -> {
                    return switch (outcome) {
                        case RepositoryOutcome.Exported last -> sum.plus(last);
                        case RepositoryOutcome.UpToDate nothing -> sum.exports() > 0 ? sum : nothing;
                        case RepositoryOutcome other -> other;
                    };
                }
            }
        }
    }

    /** What one round came to. */
    private sealed interface Step {
        /** One claim further. */
        record Went(RepositoryOutcome.Exported exported) implements Step {}

        /** The plan's head, which may be none, can't be had: where does the branch point now? */
        record LookAgain(String unseen) implements Step {}

        /** The server answers with a redirect, which is never followed, for a token would go with it. */
        record Moved(String words) implements Step {}

        /** Nothing is left to do. */
        record Arrived(RepositoryOutcome outcome) implements Step {}
    }

    /** What a second look at GitHub came to. */
    private sealed interface Seen {
        /** Where it points, and where the repository is to be had by now. */
        record Head(Assignment assignment) implements Seen {}

        record Other(RepositoryOutcome outcome) implements Seen {}
    }

    private Seen lookAgain(Assignment assignment, String unseen, String run) {
        return switch (github.look(List.of(Known.of(assignment))).getFirst()) {
            case Lookup.Found(RemoteRepository seen)
            when seen.head().isEmpty() ->
                new Seen.Other(noted(assignment, run, Standing.Condition.EMPTY, "its default branch has no commit"));
            case Lookup.Found(RemoteRepository seen)
            when !seen.head().get().sha().equals(unseen) ->
                new Seen.Head(assignment.at(
                        seen.fullName(), seen.url(), seen.head().get().sha()));
            case Lookup.Found seen ->
                new Seen.Other(new RepositoryOutcome.Failed(
                        CommitlakeException.Kind.REPOSITORY, "GitHub shows its head " + unseen + " and refuses it"));
            case Lookup.Gone(String words) -> new Seen.Other(noted(assignment, run, Standing.Condition.GONE, words));
            case Lookup.Blocked(String words) ->
                new Seen.Other(noted(assignment, run, Standing.Condition.BLOCKED, words));
            case Lookup.Failed(String words) ->
                new Seen.Other(new RepositoryOutcome.Failed(CommitlakeException.Kind.REPOSITORY, words));
        };
    }

    private Step step(Assignment assignment, Position position, Instant snapshot, String run, Progress.Task progress) {
        Optional<Claim> open = position.unfinished();
        if (open.isPresent() && !open.get().format().equals(format)) {
            carryOut.giveUp(
                    open.get(), "claimed in the format \"" + open.get().format() + "\", this is \"" + format + "\"");
            return new Step.Went(new RepositoryOutcome.Exported(0, 0, 0, 0));
        }
        Optional<String> wanted = open.map(claim -> claim.tip().sha()).or(assignment::head);
        if (wanted.isEmpty()) {
            return new Step.LookAgain("");
        }
        if (open.isEmpty() && position.last().map(Tip::sha).equals(wanted)) {
            return new Step.Arrived(new RepositoryOutcome.UpToDate());
        }
        List<String> frontiers = open.map(Claim::frontiers).orElse(position.frontiers());
        progress.stage("fetching");
        Remote remote = new Remote(
                assignment.repository(),
                Known.of(assignment).nodeId(),
                assignment.kilobytes(),
                github.fetchedFrom(assignment.url()),
                Optional.empty());
        Deadline deadline = Deadline.after(limits.time());
        return workspace.within(Long.toString(assignment.repository()), folder -> {
            try {
                return switch (source.fetch(remote, wanted.get(), frontiers, folder, deadline)) {
                    case Fetched.Here here -> {
                        try (History _ = here.history()) {
                            yield open.isPresent()
                                    ? carry(open.get(), here, assignment, folder, progress)
                                    : advance(assignment, position, here, snapshot, folder, progress);
                        }
                    }
                    case Fetched other -> without(other, assignment, run, remote, open);
                };
            } catch (NotFetched late) {
                return without(late.outcome(), assignment, run, remote, open);
            }
        });
    }

    /** A history that can't be had. */
    private Step without(Fetched fetched, Assignment assignment, String run, Remote remote, Optional<Claim> open) {
        return switch (fetched) {
            case Fetched.Here here -> throw new IllegalArgumentException("it is here");
            case Fetched.Refused(String sha) -> refused(sha, open);
            case Fetched.Gone(String words) -> unwell(assignment, run, Standing.Condition.GONE, words, open);
            case Fetched.Blocked(String words) -> unwell(assignment, run, Standing.Condition.BLOCKED, words, open);
            case Fetched.Declined(Fetched.Declined.Reason reason, String words) ->
                throw CommitlakeException.repository(remote.url() + " can't be fetched: " + words);
            case Fetched.Moved(String words) -> new Step.Moved(remote.url() + " can't be fetched: " + words);
            case Fetched.TooLarge(String words) -> unwell(assignment, run, Standing.Condition.TOO_LARGE, words, open);
            case Fetched.TooSlow(String words) -> unwell(assignment, run, Standing.Condition.TOO_SLOW, words, open);
        };
    }

    private Step advance(
            Assignment assignment,
            Position position,
            Fetched.Here here,
            Instant snapshot,
            Path folder,
            Progress.Task progress) {
        String head = assignment.head().orElseThrow();
        Optional<Tip> tip = here.history().tipBefore(head, snapshot);
        if (tip.isEmpty() || !tip.get().sha().equals(head)) {
            ledger.keepTip(assignment.repository(), head, snapshot, new SnapshotTip(tip));
        }
        standings.well(assignment.repository());
        if (tip.isEmpty()) {
            return new Step.Arrived(new RepositoryOutcome.NothingYet());
        }
        if (reached(tip.get(), assignment, position, here, snapshot)) {
            return new Step.Arrived(new RepositoryOutcome.UpToDate());
        }
        Claim mine = new Claim(
                new Export(assignment.repository(), position.next()),
                tip.get(),
                position.frontiers(),
                assignment.url(),
                here.history().source(),
                format);
        ledger.open(mine.export());
        Claim held = ledger.claim(mine);
        if (!held.equals(mine)) {
            return new Step.Went(new RepositoryOutcome.Exported(0, 0, 0, 0)); // theirs comes first
        }
        RepositoryOutcome.Exported done = carryOut.complete(mine, here, assignment, folder, progress);
        // Somebody may have voided it; then the next number is the one.
        return done.exports() > 0 ? new Step.Arrived(done) : new Step.Went(done);
    }

    /** Whether the tip is exported, or others went past it since the plan was made. */
    private static boolean reached(
            Tip tip, Assignment assignment, Position position, Fetched.Here here, Instant snapshot) {
        if (position.last()
                .filter(last -> last.sha().equals(tip.sha()) || !last.at().isBefore(snapshot))
                .isPresent()) {
            return true;
        }
        List<String> since = position.completedSince(assignment.planned()).stream()
                .map(Tip::sha)
                .filter(sha -> !here.lost().contains(sha))
                .toList();
        return !since.isEmpty() && here.history().reaches(since, tip.sha());
    }

    private Step carry(Claim claim, Fetched.Here here, Assignment assignment, Path folder, Progress.Task progress) {
        return new Step.Went(carryOut.complete(claim, here, assignment, folder, progress));
    }

    /** A tip that the server no longer has: history was rewritten and collected. */
    private Step refused(String sha, Optional<Claim> open) {
        if (open.isEmpty()) {
            return new Step.LookAgain(sha);
        }
        carryOut.giveUp(open.get(), "GitHub no longer has its tip " + sha);
        return new Step.Went(new RepositoryOutcome.Exported(0, 0, 0, 0));
    }

    private Step unwell(
            Assignment assignment, String run, Standing.Condition condition, String words, Optional<Claim> open) {
        Standing standing = standings.note(assignment.repository(), condition, words, run);
        boolean lasting = condition == Standing.Condition.GONE || condition == Standing.Condition.BLOCKED;
        if (lasting && open.isPresent() && standing.seenBefore(run)) {
            carryOut.giveUp(open.get(), "the repository is " + condition.text() + ": " + words);
        }
        return new Step.Arrived(new RepositoryOutcome.NotWell(condition, words));
    }

    private RepositoryOutcome noted(Assignment assignment, String run, Standing.Condition condition, String words) {
        standings.note(assignment.repository(), condition, words, run);
        return new RepositoryOutcome.NotWell(condition, words);
    }
}
