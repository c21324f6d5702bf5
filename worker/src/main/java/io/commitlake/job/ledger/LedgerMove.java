package io.commitlake.job.ledger;

import io.commitlake.dataset.DatasetRecord;
import io.commitlake.job.work.Workspace;
import io.commitlake.ledger.LedgerContents;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.LedgerHome;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/**
 * Moves a dataset's ledger to another home. It marks the dataset, copies the ledger to a home that no ledger has had
 * before, and then names the new home in the dataset's record: that single put moves the ledger. The
 * mark keeps commands from starting, and stops running workers before they change the dataset (see
 * {@link io.commitlake.ledger.MovableLedger}). The old ledger stays as it was.
 *
 * <p>Kill it anywhere and repeat it: it continues the copy. Two moves at once do the same work, and the first one that
 * ends moves the ledger.
 */
public final class LedgerMove {
    /**
     * The result of a move.
     *
     * @param ledger the place of the ledger now
     * @param moved whether this command moved it
     * @param exports the number of exports copied or rebuilt
     */
    public record Result(String ledger, boolean moved, long exports) {}

    private final Storage storage;
    private final LedgerHomes homes;
    private final ExecutorService threads;

    public LedgerMove(Storage storage, LedgerHomes homes, ExecutorService threads) {
        this.storage = storage;
        this.homes = homes;
        this.threads = threads;
    }

    /** Moves the ledger to a place. If it is there already, gives up a move to another place that was interrupted. */
    public Result move(String place) {
        DatasetRecord record = record();
        if (record.ledger().place().equals(place)) {
            if (record.movingTo().isPresent()) {
                replace(record, record.moving(Optional.empty()));
            }
            return new Result(place, false, 0);
        }
        // Before the mark, which stops all workers: the old home may not be within reach.
        LedgerContents from = homes.existing(record.ledger());
        DatasetRecord marked = marked(record, place);
        long exports = new LedgerCopy(from, homes.fresh(marked.movingTo().orElseThrow()), threads).run();
        replace(marked, marked.moved());
        return new Result(place, true, exports);
    }

    /**
     * Makes a new ledger at a place from the dataset's tables, and moves to it. For a ledger that is lost: see
     * {@link LedgerRebuild} for what can't be made again.
     *
     * @param server the address of GitHub's server
     */
    public Result rebuild(String place, Workspace workspace, String server) {
        DatasetRecord marked = marked(record(), place);
        long exports = new LedgerRebuild(
                        storage,
                        workspace,
                        homes.fresh(marked.movingTo().orElseThrow()).ledger(),
                        threads,
                        server)
                .run();
        replace(marked, marked.moved());
        return new Result(place, true, exports);
    }

    private DatasetRecord record() {
        return DatasetRecord.find(storage)
                .orElseThrow(() -> CommitlakeException.settings("the dataset " + storage.location()
                        + " has no ledger yet: the first command that writes takes the place from COMMITLAKE_LEDGER"));
    }

    /** Marks the dataset, unless an interrupted move to the same place has. */
    private DatasetRecord marked(DatasetRecord record, String place) {
        if (record.movingTo().filter(home -> home.place().equals(place)).isPresent()) {
            return record;
        }
        DatasetRecord marked = record.moving(Optional.of(LedgerHome.fresh(place)));
        replace(record, marked);
        return marked;
    }

    private void replace(DatasetRecord record, DatasetRecord next) {
        if (!record.replace(storage, next) && !DatasetRecord.find(storage).equals(Optional.of(next))) {
            throw CommitlakeException.store(
                    "another command has changed " + Layout.DATASET + " in " + storage.location()
                            + " meanwhile: check with `commitlake status`, and start this command again if it is still needed");
        }
    }
}
