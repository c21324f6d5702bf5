package io.commitlake.job.export;

import io.commitlake.history.FetchOutcome;
import io.commitlake.job.plan.RepositoryConditions;
import io.commitlake.job.work.Parallel;
import io.commitlake.job.work.Progress;
import io.commitlake.ledger.ExportPosition;
import io.commitlake.ledger.Ledger;
import io.commitlake.model.Assignment;
import io.commitlake.model.Claim;
import io.commitlake.model.Export;
import io.commitlake.model.Tip;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/** A repository's next export: claimed up to the tip that its head has as of the snapshot, then completed. */
@Singleton
final class NextExport {
    private final Ledger ledger;
    private final SnapshotTips tips;
    private final ClaimExecution execution;
    private final RepositoryConditions conditions;
    private final FormatRule formats;
    private final ExecutorService puts;

    NextExport(
            Ledger ledger,
            SnapshotTips tips,
            ClaimExecution execution,
            RepositoryConditions conditions,
            FormatRule formats,
            @Named("puts") ExecutorService puts) {
        this.ledger = ledger;
        this.tips = tips;
        this.execution = execution;
        this.conditions = conditions;
        this.formats = formats;
        this.puts = puts;
    }

    /** Runs the export unless its tip is exported already or another worker claims the number first. */
    ExportStep run(
            Assignment assignment,
            ExportPosition position,
            FetchOutcome.Here here,
            Instant snapshot,
            StepBounds bounds,
            Progress.Task progress) {
        String head = assignment.head().orElseThrow();
        Optional<Tip> tip = tips.find(assignment.repository(), head, here.history(), snapshot);
        if (tip.isEmpty()) {
            conditions.well(assignment.repository());
            return new ExportStep.Ended(new RepositoryOutcome.NothingYet());
        }
        if (isExported(tip.get(), assignment, position, here, snapshot)) {
            conditions.well(assignment.repository());
            return new ExportStep.Ended(new RepositoryOutcome.UpToDate());
        }
        Claim mine = claim(assignment, position, tip.get(), here);
        Parallel.run(puts, () -> conditions.well(assignment.repository()), () -> ledger.open(mine.export()));
        Claim held = ledger.claim(mine);
        if (!held.equals(mine)) {
            return ExportStep.NOTHING_EXPORTED; // the next step completes the other worker's claim
        }
        // The execution closes the history.
        Optional<RewrittenHistory> rewritten = RewrittenHistory.of(position.last(), mine, here.history());
        RepositoryOutcome.Exported done = execution
                .complete(mine, Optional.empty(), here, assignment, bounds, progress)
                .rewriting(rewritten);
        // If another worker voided the claim meanwhile, the next step takes the next number.
        return done.exports() > 0 ? new ExportStep.Ended(done) : new ExportStep.Advanced(done);
    }

    /** The claim of the next export. Racing workers may note different losses: whichever claim is first holds. */
    private Claim claim(Assignment assignment, ExportPosition position, Tip tip, FetchOutcome.Here here) {
        List<String> present =
                here.present(position.frontiers(), position.lost().keySet());
        List<String> independent = position.mayReachEachOther() ? here.history().independent(present) : present;
        Map<String, Long> lost = new HashMap<>(position.lost());
        here.lost().forEach(sha -> lost.put(sha, position.next()));
        return new Claim(
                new Export(assignment.repository(), position.next()),
                tip,
                position.frontiers().stream()
                        .filter(sha -> lost.containsKey(sha) || independent.contains(sha))
                        .toList(),
                Optional.of(here.history().reachedAmong(tip.sha(), independent)),
                lost,
                assignment.url(),
                here.history().source(),
                formats.ours());
    }

    /** Whether the tip is exported, or other workers exported past it since the plan was made. */
    private static boolean isExported(
            Tip tip, Assignment assignment, ExportPosition position, FetchOutcome.Here here, Instant snapshot) {
        if (position.last()
                .filter(last -> last.sha().equals(tip.sha()) || !last.at().isBefore(snapshot))
                .isPresent()) {
            return true;
        }
        List<String> present =
                here.present(position.frontiers(), position.lost().keySet());
        // The history has every tip if no frontier is lost, because the frontiers reach all of them.
        boolean allPresent = present.size() == position.frontiers().size();
        List<String> since = position.completedSince(assignment.planned()).stream()
                .map(Tip::sha)
                .filter(sha -> allPresent || present.contains(sha))
                .toList();
        return !since.isEmpty() && here.history().reaches(since, tip.sha());
    }
}
