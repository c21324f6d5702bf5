package io.commitlake.job.export;

import io.commitlake.dataset.FileFormat;
import io.commitlake.history.HistorySource;
import io.commitlake.ledger.Ledger;
import io.commitlake.model.Claim;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Format;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The format that this worker writes, and what becomes of a claim of another one. Its worker may be at work, or about to
 * come back: only a newer format gives it up, and only once it is a day old. Until then the repository fails by name.
 */
@Singleton
public final class FormatRule {
    private static final Duration LEFT_ALONE = Duration.ofDays(1);

    private final String ours;
    private final Ledger ledger;
    private final ClaimExecution carryOut;
    private final Clock clock;

    FormatRule(HistorySource source, Ledger ledger, ClaimExecution carryOut, Clock clock) {
        this.ours = of(source.format());
        this.ledger = ledger;
        this.carryOut = carryOut;
        this.clock = clock;
    }

    /** The format of rows as a source gives them, in files as this version writes them. */
    public static String of(String rows) {
        return "rows " + rows + ", files " + FileFormat.VERSION;
    }

    /** This worker's. */
    String ours() {
        return ours;
    }

    /** Gives up a claim of another format, or leaves it to its worker. */
    ExportStep meet(Claim claim) {
        Duration age = ledger.claimAge(claim.export()).orElse(Duration.ZERO);
        Instant since = clock.instant().minus(age).truncatedTo(ChronoUnit.SECONDS);
        Optional<Format> theirs = Format.parse(claim.format());
        Optional<Format> mine = Format.parse(ours);
        String claimed = "its export " + claim.export() + " is claimed since " + since + " in the format \""
                + claim.format() + "\"";
        if (theirs.isEmpty() || mine.isEmpty() || theirs.get().compareTo(mine.get()) > 0) {
            return left(claimed + ", and this worker writes \"" + ours
                    + "\", which isn't newer: run the worker that claimed"
                    + " it once more, or bring this one's Commitlake and Git to those versions");
        }
        if (age.compareTo(LEFT_ALONE) < 0) {
            return left(
                    claimed + ", and this worker writes \"" + ours + "\": run the worker that claimed it once more, or"
                            + " this one after " + since.plus(LEFT_ALONE) + ", which then gives that claim up");
        }
        carryOut.giveUp(
                claim,
                "claimed since " + since + " in the format \"" + claim.format() + "\", older than \"" + ours + "\"");
        return ExportStep.NOTHING_EXPORTED;
    }

    private static ExportStep left(String words) {
        return new ExportStep.Arrived(new RepositoryOutcome.Failed(CommitlakeException.Kind.REPOSITORY, words));
    }
}
