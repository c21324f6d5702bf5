package io.commitlake.job.export;

import io.commitlake.github.GitHub;
import io.commitlake.history.FetchOutcome;
import io.commitlake.job.plan.RepositoryConditions;
import io.commitlake.job.work.Progress;
import io.commitlake.ledger.ExportPosition;
import io.commitlake.ledger.Ledger;
import io.commitlake.model.Assignment;
import io.commitlake.model.Claim;
import io.commitlake.model.Export;
import io.commitlake.model.Tip;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;

/**
 * Brings one repository up to its own tip: claim, write, complete. A worker that meets an unfinished claim completes it
 * first, as claimed, then goes on with the next number until the tip is reached.
 */
@Singleton
final class RepositoryExport {
    private final Ledger ledger;
    private final HistoryFetch fetch;
    private final GitHub github;
    private final ClaimExecution execution;
    private final NextExport nextExport;
    private final FetchFailures failures;
    private final RepositoryConditions conditions;
    private final FormatRule formats;

    RepositoryExport(
            Ledger ledger,
            HistoryFetch fetch,
            GitHub github,
            ClaimExecution execution,
            NextExport nextExport,
            FetchFailures failures,
            RepositoryConditions conditions,
            FormatRule formats) {
        this.ledger = ledger;
        this.fetch = fetch;
        this.github = github;
        this.execution = execution;
        this.nextExport = nextExport;
        this.failures = failures;
        this.conditions = conditions;
        this.formats = formats;
    }

    RepositoryOutcome run(Assignment planned, Instant snapshot, String run, StageTimes progress) {
        Assignment assignment = planned;
        RepositoryOutcome.Exported sum = RepositoryOutcome.Exported.NOTHING;
        while (true) {
            // Each time: a worker that is at work on a forgotten repository for more than a day would put files that no
            // merge removes.
            if (ledger.forgotten().age(assignment.repository()).isPresent()) {
                return new RepositoryOutcome.Forgotten();
            }
            ExportPosition position =
                    ExportPosition.of(ledger, assignment.repository(), assignment.from(), assignment.last());
            switch (step(assignment, position, snapshot, run, progress)) {
                case ExportStep.Advanced(RepositoryOutcome.Exported exported) -> sum = sum.plus(exported);
                case ExportStep.Reassigned(Assignment moved) -> assignment = moved;
                case ExportStep.Ended(RepositoryOutcome outcome) -> {
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
            Assignment assignment, ExportPosition position, Instant snapshot, String run, StageTimes progress) {
        Optional<Claim> open = position.unfinished();
        if (open.isPresent() && !open.get().format().equals(formats.ours())) {
            return formats.resolve(open.get());
        }
        // The rows of file_states hold the claim's address, so it must be on the configured server too.
        open.ifPresent(claim -> github.fetchedFrom(claim.url(), howToVoid(claim.export())));
        Optional<String> head = open.map(claim -> claim.tip().sha()).or(assignment::head);
        if (head.isEmpty()) {
            return failures.headUnknown(assignment, run);
        }
        if (open.isEmpty() && position.last().map(Tip::sha).equals(head)) {
            return new ExportStep.Ended(new RepositoryOutcome.UpToDate());
        }
        return fetch.thenRun(
                assignment, head.get(), position.toFetch(), progress, (fetched, bounds) -> switch (fetched) {
                    case FetchOutcome.Here here ->
                        open.isPresent()
                                ? complete(open.get(), position, here, assignment, bounds, progress)
                                : nextExport.run(assignment, position, here, snapshot, bounds, progress);
                    case FetchOutcome other -> failures.resolve(other, assignment, run, open);
                });
    }

    private ExportStep complete(
            Claim claim,
            ExportPosition position,
            FetchOutcome.Here here,
            Assignment assignment,
            StepBounds bounds,
            Progress.Task progress) {
        Optional<RewrittenHistory> rewritten = RewrittenHistory.of(position.last(), claim, here.history());
        ExportStep advanced = new ExportStep.Advanced(execution
                .complete(claim, ledger.users(claim.export()), here, assignment, bounds, progress)
                .rewriting(rewritten));
        conditions.well(assignment.repository());
        return advanced;
    }

    private static String howToVoid(Export export) {
        return "set its export " + export + " void, as docs/ledger.md says under \"Set an export void\", and run again";
    }
}
