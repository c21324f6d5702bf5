package io.commitlake.simulation;

import io.commitlake.cli.progress.NoProgress;
import io.commitlake.dataset.DatasetRecord;
import io.commitlake.github.Endpoints;
import io.commitlake.github.GitHub;
import io.commitlake.github.http.HttpOver;
import io.commitlake.github.tokens.Credential;
import io.commitlake.github.tokens.Sleeper;
import io.commitlake.github.tokens.TokenPool;
import io.commitlake.history.HistorySource;
import io.commitlake.history.Limits;
import io.commitlake.job.export.ExportSettings;
import io.commitlake.job.export.Lanes;
import io.commitlake.job.ledger.LedgerMove;
import io.commitlake.job.work.Progress;
import io.commitlake.job.work.Workspace;
import io.commitlake.ledger.Ledger;
import io.commitlake.ledger.StoreLedger;
import io.commitlake.model.LedgerHome;
import io.commitlake.model.secret.Secret;
import io.commitlake.storage.Storage;
import io.commitlake.storage.StorageOver;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** Assembles a worker as the command line does, over the simulated store and GitHub, on a simulated process's threads. */
final class SimulatedWorker {
    private static final Limits LIMITS = new Limits(Duration.ofDays(1000), 1L << 40, 1L << 40);
    private static final int LANES = 2;
    private static final int REPOSITORIES_AT_ONCE = 2;

    private SimulatedWorker() {}

    /** Opens the dataset; takes some requests, like the start of a command. */
    static Beans open(World world, SimulatedProcess process) {
        Scheduler scheduler = world.scheduler();
        SimulatedGitHub server = world.github();
        Storage storage = storage(world, process);
        Optional<SimulatedDatabase> database = world.database();
        DatasetRecord record = DatasetRecord.find(storage)
                .orElseGet(() -> DatasetRecord.create(
                        storage,
                        Optional.empty(),
                        world.contents(),
                        () -> database.filter(postgres -> !world.movesLedger())
                                .map(postgres -> postgres.prepare(process, storage))
                                .orElse(LedgerHome.FIRST)));
        record.refuseMoving(storage.location());
        Ledger ledger = database.map(postgres -> postgres.open(process, storage, record))
                .orElseGet(() -> new StoreLedger(storage));
        TokenPool tokens = new TokenPool(
                List.of(Credential.of(new Secret("simulated"))),
                scheduler.clock(),
                Duration.ofHours(1),
                sleeper(scheduler, world.faults()));
        Endpoints endpoints = new Endpoints(
                SimulatedGitHub.ROOT, URI.create(SimulatedGitHub.ROOT + "/graphql"), URI.create("https://github.com"));
        return new Beans()
                .with(SimulatedProcess.class, process)
                .with(Storage.class, storage)
                .with(DatasetRecord.class, record)
                .with(Ledger.class, ledger)
                .with(TokenPool.class, tokens)
                .with(
                        GitHub.class,
                        new GitHub(
                                endpoints,
                                HttpOver.server(
                                        SimulatedGitHub.ROOT,
                                        (address, json, token) -> server.send(address, json),
                                        tokens)))
                .with(HistorySource.class, world.source())
                .with(Clock.class, scheduler.clock())
                .with(Limits.class, LIMITS)
                .with(ExportSettings.class, new ExportSettings(REPOSITORIES_AT_ONCE, Path.of("unused"), LIMITS))
                .with(Lanes.class, new Lanes(LANES, process.threads()))
                .with(ExecutorService.class, Executors.newThreadPerTaskExecutor(process.threads()))
                .with(ThreadFactory.class, process.threads())
                .with(Workspace.class, world.workspace())
                .with(Progress.class, new NoProgress());
    }

    private static Storage storage(World world, SimulatedProcess process) {
        Storage storage =
                StorageOver.client(new StoreClient(world.store(), world.scheduler(), world.faults(), process.name()));
        storage.check();
        return storage;
    }

    /** Moves the ledger to PostgreSQL. */
    static LedgerMove.Result moveLedger(World world, SimulatedProcess process) {
        Storage storage = storage(world, process);
        SimulatedDatabase database = world.database().orElseThrow();
        return new LedgerMove(
                        storage,
                        database.homes(process, storage),
                        Executors.newThreadPerTaskExecutor(process.threads()))
                .move(SimulatedDatabase.PLACE);
    }

    /** Pauses between retries take as long as a message, because their jitter is really random. */
    private static Sleeper sleeper(Scheduler scheduler, Faults faults) {
        return new Sleeper() {
            @Override
            public Condition newCondition(Lock lock) {
                return lock.newCondition();
            }

            @Override
            public void sleep(Duration time) {
                scheduler.sleep(faults.delay());
            }
        };
    }
}
