package io.commitlake.job.export;

import io.commitlake.dataset.ExportedCommits;
import io.commitlake.dataset.WrittenFile;
import io.commitlake.github.GitHub;
import io.commitlake.github.RepositoryRef;
import io.commitlake.history.EarlierExports;
import io.commitlake.history.FetchOutcome;
import io.commitlake.history.NewCommits;
import io.commitlake.job.work.Progress;
import io.commitlake.ledger.Ledger;
import io.commitlake.ledger.UserIds;
import io.commitlake.model.Assignment;
import io.commitlake.model.Claim;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.DataFile;
import io.commitlake.model.Export;
import io.commitlake.model.Outcome;
import io.commitlake.model.commit.EmailUse;
import io.commitlake.storage.Storage;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Completes a claim: writes its files, then its outcome. Both depend on the claim alone, whichever worker runs it. */
@Singleton
final class ClaimExecution {
    private final Ledger ledger;
    private final ExportFiles files;
    private final ExportedCommits exported;
    private final UserLookup lookup;
    private final Clock clock;

    ClaimExecution(Ledger ledger, Storage storage, ExportFiles files, GitHub github, Clock clock) {
        this.ledger = ledger;
        this.files = files;
        this.exported = new ExportedCommits(storage);
        this.lookup = new UserLookup(github);
        this.clock = clock;
    }

    /**
     * Writes and puts the export's files, and settles the export as complete.
     *
     * @param kept the user IDs that the ledger holds for the claim; a claim that was put just now has none
     * @param bounds whose folder holds the files until they are put
     * @return the files and rows put; {@link RepositoryOutcome.Exported#NOTHING} if another worker voided the claim
     *     meanwhile
     * @throws io.commitlake.model.CommitlakeException of kind BUG if another worker completed the claim with other
     *     files
     */
    RepositoryOutcome.Exported complete(
            Claim claim,
            Optional<UserIds> kept,
            FetchOutcome.Here here,
            Assignment assignment,
            StepBounds bounds,
            Progress.Task progress) {
        List<String> frontiers = here.present(claim.frontiers(), claim.lost().keySet());
        Optional<EarlierExports> earlier = frontiers.size() == claim.frontiers().size()
                ? Optional.empty()
                : Optional.of(earlierExports(claim, here, bounds.folder()));
        int size;
        List<WrittenFile> written;
        try (NewCommits commits = here.history().newCommits(claim.tip().sha(), frontiers, earlier)) {
            size = commits.size();
            progress.stage(Progress.Stage.WRITING);
            progress.count(size, "commits");
            UserIds users = kept.orElseGet(
                    () -> ledger.keepUsers(claim.export(), lookup.ids(commits.emails(), RepositoryRef.of(assignment))));
            List<EmailUse> missing = commits.emails().entrySet().stream()
                    .filter(email -> !users.covers(email.getKey()))
                    .map(Map.Entry::getValue)
                    .toList();
            if (!missing.isEmpty()) {
                throw CommitlakeException.bug("the ledger's user ids of export " + claim.export()
                        + " lack " + missing.size() + " e-mails of its commits, among them the "
                        + missing.getFirst().role().text() + "'s of "
                        + missing.getFirst().commit() + ": please report this bug in Commitlake");
            }
            written = files.write(claim, commits, users, bounds, progress);
        }
        // Only waits for the store are left: another repository may use Git's memory, and work.
        here.history().close();
        bounds.turn().close();
        List<DataFile> put = written.stream().map(WrittenFile::file).toList();
        Outcome.Complete mine = new Outcome.Complete(size, put);
        // Compare before the first put: different files must not overwrite those of a complete export.
        ledger.outcome(claim.export()).ifPresent(held -> compare(claim.export(), held, mine));
        progress.stage(Progress.Stage.PUTTING);
        progress.count(written.size(), "files");
        files.put(written, progress);
        Outcome held = ledger.settle(claim.export(), mine);
        if (held instanceof Outcome.Voided) {
            files.remove(claim.export());
            return RepositoryOutcome.Exported.NOTHING;
        }
        compare(claim.export(), held, mine);
        return new RepositoryOutcome.Exported(
                1,
                size,
                put.stream().mapToLong(DataFile::rows).sum(),
                put.stream().mapToLong(DataFile::bytes).sum(),
                TableTotal.of(put),
                List.of());
    }

    /** An export is a pure function of its claim, so another worker's files must equal ours. */
    private static void compare(Export export, Outcome held, Outcome.Complete mine) {
        if (held instanceof Outcome.Complete theirs && !theirs.equals(mine)) {
            throw CommitlakeException.bug(
                    "export " + export + " is complete, but this worker makes other files from the"
                            + " same claim: " + mine.differences(theirs)
                            + ": please report this bug in Commitlake; `commitlake validate --all` lists the files in"
                            + " the dataset that differ from the ledger");
        }
    }

    /** The commits of exports that may have the tips that GitHub lost: those before the last loss was noted. */
    private EarlierExports earlierExports(Claim claim, FetchOutcome.Here here, Path folder) {
        long below = here.lost().isEmpty()
                ? Collections.max(claim.lost().values())
                : claim.export().number();
        return new EarlierCommits(ledger, exported, claim.export().repository(), below, folder);
    }

    /** Voids a claim and removes its files, unless another worker completed it first. */
    void voidClaim(Claim claim, String reason) {
        if (ledger.settle(claim.export(), new Outcome.Voided(reason, clock.instant())) instanceof Outcome.Voided) {
            files.remove(claim.export());
        }
    }
}
