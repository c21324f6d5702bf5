package io.commitlake.benchmark;

import io.commitlake.ledger.StoreLedger;
import io.commitlake.model.Claim;
import io.commitlake.model.Export;
import io.commitlake.model.Tip;
import io.commitlake.storage.S3Access;
import io.commitlake.storage.Storage;
import io.commitlake.storage.StorageLocation;
import io.commitlake.storage.Storages;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Operations of a ledger in a folder, each on an export of its own. */
@State(Scope.Thread)
public class LedgerBenchmark {
    private static final long REPOSITORY = 1;

    private final Storage storage =
            Storages.open(StorageLocation.parse("file:" + Inputs.scratch().resolve("ledger")), S3Access.byDefault());
    private final StoreLedger ledger = new StoreLedger(storage);
    private final Claim kept = ledger.claim(claim(1));
    private long number = System.nanoTime(); // the folder may hold claims of an earlier iteration's process

    /** Claims an export that nobody has claimed. */
    @Benchmark
    public Claim claimNew(Counters counters) {
        counters.count++;
        return ledger.claim(claim(number++));
    }

    /** Claims an export that another worker has claimed, and so reads that worker's claim. */
    @Benchmark
    public Claim claimTaken(Counters counters) {
        counters.count++;
        return ledger.claim(kept);
    }

    /** Reads a claim. */
    @Benchmark
    public Optional<Claim> readClaim(Counters counters) {
        counters.count++;
        return ledger.claimed(kept.export());
    }

    private static Claim claim(long number) {
        return new Claim(
                new Export(REPOSITORY, number),
                new Tip("0123456789abcdef0123456789abcdef01234567", Instant.EPOCH),
                List.of(),
                Optional.of(List.of()),
                Map.of(),
                "https://github.com/acme/anvils",
                "git",
                "benchmark");
    }
}
