package io.commitlake.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.commitlake.dataset.RepositoriesFile;
import io.commitlake.dataset.parquet.Micros;
import io.commitlake.ledger.Ledger;
import io.commitlake.ledger.SnapshotTip;
import io.commitlake.ledger.StoreLedger;
import io.commitlake.model.Claim;
import io.commitlake.model.Export;
import io.commitlake.model.Format;
import io.commitlake.model.Outcome;
import io.commitlake.model.Tip;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** Records of the ledger: claims, users, outcomes, conditions, tips and tracked repositories. */
@Tag("jazzer")
class LedgerFuzzTest {
    private static final String FORMAT = "rows 3 git 2.39.5, files 4 parquet 1.18.1, people clear";
    private static final Export EXPORT = new Export(7, 0);

    @FuzzTest
    void read(byte[] record) {
        Ledger ledger = new StoreLedger(OneObject.holding(record));
        Foreign.read(() -> ledger.claimed(EXPORT).ifPresent(LedgerFuzzTest::use));
        Foreign.read(() -> ledger.users(EXPORT).ifPresent(users -> users.id("a@example.com")));
        Foreign.read(() -> ledger.outcome(EXPORT).ifPresent(LedgerFuzzTest::use));
        Foreign.read(() -> ledger.condition(7)
                .ifPresent(
                        condition -> condition.seenBefore(condition.condition().text())));
        Foreign.read(() -> ledger.tip(7, "a".repeat(40), FuzzedGitHub.CLOCK.instant())
                .flatMap(SnapshotTip::tip)
                .ifPresent(LedgerFuzzTest::use));
        Foreign.read(() -> ledger.tracked(7).ifPresent(row -> RepositoriesFile.write(List.of(row.repository()))));
    }

    private static void use(Claim claim) {
        use(claim.tip());
        Format.parse(claim.format()).ifPresent(format -> Format.parse(FORMAT).ifPresent(format::compareTo));
        FuzzedGitHub.withToken(new byte[0]).client().fetchedFrom(claim.url(), "");
    }

    private static void use(Tip tip) {
        Micros.of(tip.at());
    }

    private static void use(Outcome outcome) {
        switch (outcome) {
            case Outcome.Complete complete -> complete.differences(new Outcome.Complete(0, List.of()));
            case Outcome.Voided voided -> voided.mayGainFiles(FuzzedGitHub.CLOCK.instant());
        }
    }
}
