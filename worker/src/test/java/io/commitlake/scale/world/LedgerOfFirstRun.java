package io.commitlake.scale.world;

import io.commitlake.ledger.Ledger;
import io.commitlake.ledger.StoreLedger;
import io.commitlake.model.Claim;
import io.commitlake.model.DataFile;
import io.commitlake.model.Export;
import io.commitlake.model.Outcome;
import io.commitlake.model.Sha256;
import io.commitlake.model.Table;
import io.commitlake.model.Tip;
import io.commitlake.model.commit.CommitMonth;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import io.commitlake.storage.StorageOver;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts the records of every repository's first export, as extract would, without its files. */
public final class LedgerOfFirstRun {
    private static final String FORMAT = "2 people clear, rows 1 git 2.50.0";

    private LedgerOfFirstRun() {}

    public static void put(World world) {
        Storage storage = StorageOver.client(new CountedS3(world.store(), world.time(), new Requests()));
        Ledger ledger = new StoreLedger(storage);
        world.time().run(() -> {
            for (int id = 1; id <= world.hub().size(); id++) {
                Export export = new Export(id, 0);
                ledger.open(export);
                ledger.claim(new Claim(
                        export,
                        new Tip(world.hub().head(id), world.hub().headAt(id)),
                        List.of(),
                        Optional.of(List.of()),
                        Map.of(),
                        "https://github.com/" + MadeUpHub.name(id),
                        "git",
                        FORMAT));
                ledger.settle(export, new Outcome.Complete(world.hub().commits(id), files(world.hub(), export)));
            }
            return true;
        });
    }

    private static List<DataFile> files(MadeUpHub hub, Export export) {
        List<DataFile> files = new ArrayList<>();
        int commits = hub.commits((int) export.repository());
        int months = Math.min(MadeUpHub.months(commits), commits);
        CommitMonth first = CommitMonth.of(hub.createdAt((int) export.repository()));
        for (Table table : List.of(Table.FILE_STATES, Table.FILE_CHANGES, Table.COMMITS)) {
            for (int month = 0; month < months; month++) {
                String key = Layout.dataFile(
                        table, export, new CommitMonth(first.month().plusMonths(month)));
                files.add(new DataFile(
                        key, Math.ceilDiv(commits, months), 4000, Sha256.of(key.getBytes(StandardCharsets.UTF_8))));
            }
        }
        return files;
    }
}
