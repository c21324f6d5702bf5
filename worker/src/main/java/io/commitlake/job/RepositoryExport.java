package io.commitlake.job;

import io.commitlake.github.GitHub;
import io.commitlake.github.Known;
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
import io.commitlake.storage.Layout;
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
    private static final String PLANNED = "plan anew, under another --run";

    private final Ledger ledger;
    private final HistorySource source;
    private final GitHub github;
    private final CarryOut carryOut;
    private final Unfetched unfetched;
    private final Standings standings;
    private final Workspace workspace;
    private final Limits limits;
    private final Formats formats;

    RepositoryExport(
            Ledger ledger,
            HistorySource source,
            GitHub github,
            CarryOut carryOut,
            Unfetched unfetched,
            Standings standings,
            Workspace workspace,
            Limits limits,
            Formats formats) {
        this.ledger = ledger;
        this.source = source;
        this.github = github;
        this.carryOut = carryOut;
        this.unfetched = unfetched;
        this.standings = standings;
        this.workspace = workspace;
        this.limits = limits;
        this.formats = formats;
    }

    RepositoryOutcome run(Assignment planned, Instant snapshot, String run, Progress.Task progress) {
        // A retry of the shard meets what its first try noted.
        Optional<Standing> past = standings.stillPastLimit(planned.repository());
        if (past.isPresent()) {
            return new RepositoryOutcome.NotWell(
                    past.get().condition(), past.get().words());
        }
        Assignment assignment = planned;
        RepositoryOutcome.Exported sum = RepositoryOutcome.Exported.NOTHING;
        while (true) {
            Position position = Position.of(ledger, assignment.repository(), assignment.from(), assignment.last());
            switch (step(assignment, position, snapshot, run, progress)) {
                case Step.Went(RepositoryOutcome.Exported exported) -> sum = sum.plus(exported);
                case Step.Moved(Assignment moved) -> assignment = moved;
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

    private Step step(Assignment assignment, Position position, Instant snapshot, String run, Progress.Task progress) {
        Optional<Claim> open = position.unfinished();
        if (open.isPresent() && !open.get().format().equals(formats.ours())) {
            return formats.meet(open.get());
        }
        // Its url goes into the rows, so it must be on the server as the one that is fetched from must.
        open.ifPresent(claim -> github.fetchedFrom(claim.url(), claimOf(claim.export())));
        Optional<String> wanted = open.map(claim -> claim.tip().sha()).or(assignment::head);
        if (wanted.isEmpty()) {
            return unfetched.unseen(assignment, run);
        }
        if (open.isEmpty() && position.last().map(Tip::sha).equals(wanted)) {
            return new Step.Arrived(new RepositoryOutcome.UpToDate());
        }
        List<String> frontiers = open.map(Claim::frontiers).orElse(position.frontiers());
        progress.stage("fetching");
        Known known = Known.of(assignment);
        Remote remote = new Remote(
                assignment.repository(),
                known.nodeId(),
                assignment.kilobytes(),
                github.fetchedFrom(assignment.url(), PLANNED),
                Optional.empty());
        Deadline deadline = Deadline.after(limits.time(), () -> github.waited(known));
        return workspace.within(Long.toString(assignment.repository()), folder -> {
            try {
                return switch (source.fetch(remote, wanted.get(), frontiers, folder, deadline)) {
                    case Fetched.Here here -> {
                        History history = here.history();
                        try (history) {
                            yield open.isPresent()
                                    ? carry(open.get(), here, assignment, folder, progress)
                                    : advance(assignment, position, here, snapshot, folder, progress);
                        }
                    }
                    case Fetched other -> unfetched.without(other, assignment, run, open);
                };
            } catch (NotFetched late) {
                return unfetched.without(late.outcome(), assignment, run, open);
            }
        });
    }

    private static String claimOf(Export export) {
        return "settle the export " + export + " as void, by {\"outcome\": \"void\", \"reason\": \"moved\", \"at\": the"
                + " time now} as " + Layout.outcome(export) + ", and run again";
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
            SnapshotTip mine = new SnapshotTip(tip);
            SnapshotTip held = ledger.keepTip(assignment.repository(), head, snapshot, mine);
            if (!held.equals(mine)) {
                throw CommitlakeException.bug("repository " + assignment.repository() + " comes to " + mine
                        + " from its head " + head + " as of " + snapshot + ", and the ledger has " + held + " in "
                        + Layout.tip(assignment.repository(), head, snapshot)
                        + ": please report this as a bug of commitlake's");
            }
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
                formats.ours());
        ledger.open(mine.export());
        Claim held = ledger.claim(mine);
        if (!held.equals(mine)) {
            return Step.NOTHING_EXPORTED; // theirs comes first
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
        Step went = new Step.Went(carryOut.complete(claim, here, assignment, folder, progress));
        standings.well(assignment.repository());
        return went;
    }
}
