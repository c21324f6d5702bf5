package io.commitlake.job.export;

import io.commitlake.github.GitHub;
import io.commitlake.github.RepositoryRef;
import io.commitlake.history.Deadline;
import io.commitlake.history.FetchException;
import io.commitlake.history.FetchOutcome;
import io.commitlake.history.History;
import io.commitlake.history.HistorySource;
import io.commitlake.history.Limits;
import io.commitlake.history.Remote;
import io.commitlake.job.plan.RepositoryConditions;
import io.commitlake.job.work.Progress;
import io.commitlake.job.work.Workspace;
import io.commitlake.ledger.ExportPosition;
import io.commitlake.ledger.Ledger;
import io.commitlake.ledger.SnapshotTip;
import io.commitlake.model.Assignment;
import io.commitlake.model.Claim;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Export;
import io.commitlake.model.RepositoryCondition;
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
    private final ClaimExecution carryOut;
    private final FetchFailures unfetched;
    private final RepositoryConditions standings;
    private final Workspace workspace;
    private final Limits limits;
    private final FormatRule formats;

    RepositoryExport(
            Ledger ledger,
            HistorySource source,
            GitHub github,
            ClaimExecution carryOut,
            FetchFailures unfetched,
            RepositoryConditions standings,
            Workspace workspace,
            Limits limits,
            FormatRule formats) {
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
        Optional<RepositoryCondition> past = standings.stillPastLimit(planned.repository());
        if (past.isPresent()) {
            return new RepositoryOutcome.NotWell(
                    past.get().condition(), past.get().words());
        }
        Assignment assignment = planned;
        RepositoryOutcome.Exported sum = RepositoryOutcome.Exported.NOTHING;
        while (true) {
            ExportPosition position =
                    ExportPosition.of(ledger, assignment.repository(), assignment.from(), assignment.last());
            switch (step(assignment, position, snapshot, run, progress)) {
                case ExportStep.Went(RepositoryOutcome.Exported exported) -> sum = sum.plus(exported);
                case ExportStep.Moved(Assignment moved) -> assignment = moved;
                case ExportStep.Arrived(RepositoryOutcome outcome) -> {
                    return switch (outcome) {
                        case RepositoryOutcome.Exported last -> sum.plus(last);
                        case RepositoryOutcome.UpToDate nothing -> sum.exports() > 0 ? sum : nothing;
                        case RepositoryOutcome other -> other;
                    };
                }
            }
        }
    }

    private ExportStep step(
            Assignment assignment, ExportPosition position, Instant snapshot, String run, Progress.Task progress) {
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
            return new ExportStep.Arrived(new RepositoryOutcome.UpToDate());
        }
        List<String> frontiers = open.map(Claim::frontiers).orElse(position.frontiers());
        progress.stage("fetching");
        RepositoryRef known = RepositoryRef.of(assignment);
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
                    case FetchOutcome.Here here -> {
                        History history = here.history();
                        try (history) {
                            yield open.isPresent()
                                    ? carry(open.get(), here, assignment, folder, deadline, progress)
                                    : advance(assignment, position, here, snapshot, folder, deadline, progress);
                        }
                    }
                    case FetchOutcome other -> unfetched.without(other, assignment, run, open);
                };
            } catch (FetchException late) {
                return unfetched.without(late.outcome(), assignment, run, open);
            }
        });
    }

    private static String claimOf(Export export) {
        return "settle the export " + export + " as void, by {\"outcome\": \"void\", \"reason\": \"moved\", \"at\": the"
                + " time now} as " + Layout.outcome(export) + ", and run again";
    }

    private ExportStep advance(
            Assignment assignment,
            ExportPosition position,
            FetchOutcome.Here here,
            Instant snapshot,
            Path folder,
            Deadline deadline,
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
            return new ExportStep.Arrived(new RepositoryOutcome.NothingYet());
        }
        if (reached(tip.get(), assignment, position, here, snapshot)) {
            return new ExportStep.Arrived(new RepositoryOutcome.UpToDate());
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
            return ExportStep.NOTHING_EXPORTED; // theirs comes first
        }
        RepositoryOutcome.Exported done = carryOut.complete(mine, here, assignment, folder, deadline, progress);
        // Somebody may have voided it; then the next number is the one.
        return done.exports() > 0 ? new ExportStep.Arrived(done) : new ExportStep.Went(done);
    }

    /** Whether the tip is exported, or others went past it since the plan was made. */
    private static boolean reached(
            Tip tip, Assignment assignment, ExportPosition position, FetchOutcome.Here here, Instant snapshot) {
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

    private ExportStep carry(
            Claim claim,
            FetchOutcome.Here here,
            Assignment assignment,
            Path folder,
            Deadline deadline,
            Progress.Task progress) {
        ExportStep went = new ExportStep.Went(carryOut.complete(claim, here, assignment, folder, deadline, progress));
        standings.well(assignment.repository());
        return went;
    }
}
