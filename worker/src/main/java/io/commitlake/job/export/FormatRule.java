package io.commitlake.job.export;

import io.commitlake.dataset.DatasetRecord;
import io.commitlake.dataset.FileFormat;
import io.commitlake.history.HistorySource;
import io.commitlake.ledger.Ledger;
import io.commitlake.model.Claim;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Format;
import io.commitlake.model.People;
import io.commitlake.storage.Layout;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The format that this worker writes, and the rule for claims in another one. Their worker may still be running or
 * about to return, so only a newer format voids such a claim, and only after a day. Until then the repository fails by
 * name. A claim that keeps people in another way than the dataset is never executed or voided: no worker of the dataset
 * makes one, so somebody has changed a record.
 */
@Singleton
public final class FormatRule {
    private static final Duration LEFT_ALONE = Duration.ofDays(1);

    private final People people;
    private final String ours;
    private final Ledger ledger;
    private final ClaimExecution execution;
    private final Clock clock;

    FormatRule(HistorySource source, DatasetRecord dataset, Ledger ledger, ClaimExecution execution, Clock clock) {
        this.people = dataset.people();
        this.ours = of(source.format()) + ", people " + people.text();
        this.ledger = ledger;
        this.execution = execution;
        this.clock = clock;
    }

    /**
     * The versions in the format of rows from a source, in files as this version writes them. The format of a claim also
     * names the dataset's people mode.
     */
    public static String of(String rows) {
        return "rows " + rows + ", files " + FileFormat.VERSION;
    }

    /** The format that this worker writes. */
    String ours() {
        return ours;
    }

    /** Voids a claim in another format, or leaves it to its worker. */
    ExportStep resolve(Claim claim) {
        Duration age = ledger.claimAge(claim.export()).orElse(Duration.ZERO);
        Instant since = clock.instant().minus(age).truncatedTo(ChronoUnit.SECONDS);
        Optional<Format> theirs = Format.parse(claim.format());
        Optional<Format> mine = Format.parse(ours);
        String claimed = "its export " + claim.export() + " has been claimed since " + since + " in the format \""
                + claim.format() + "\"";
        if (theirs.isPresent() && theirs.get().people() != people) {
            return leave(claimed + ", but the dataset keeps people as " + people.text() + " (see " + Layout.DATASET
                    + " in it), and all its claims should: somebody has changed that record or the export's"
                    + " claim in the ledger, so restore the changed one from a backup");
        }
        if (theirs.isEmpty() || mine.isEmpty() || theirs.get().compareTo(mine.get()) > 0) {
            return leave(claimed + ", but this worker writes \"" + ours
                    + "\", which isn't newer: run the worker that claimed"
                    + " it again, or upgrade this one's Commitlake and Git to those versions");
        }
        if (age.compareTo(LEFT_ALONE) < 0) {
            return leave(claimed + ", but this worker writes \"" + ours + "\": run the worker that claimed it again, or"
                    + " run this one after " + since.plus(LEFT_ALONE) + ", when it may void that claim");
        }
        execution.voidClaim(
                claim,
                "claimed since " + since + " in the format \"" + claim.format() + "\", older than \"" + ours + "\"");
        return ExportStep.NOTHING_EXPORTED;
    }

    private static ExportStep leave(String words) {
        return new ExportStep.Ended(new RepositoryOutcome.Failed(CommitlakeException.Kind.REPOSITORY, words));
    }
}
