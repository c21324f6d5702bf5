package io.commitlake.scale.world;

import io.commitlake.cli.progress.NoProgress;
import io.commitlake.dataset.DatasetRecord;
import io.commitlake.github.Endpoints;
import io.commitlake.github.GitHub;
import io.commitlake.github.RepositoryObjects;
import io.commitlake.github.Search;
import io.commitlake.github.http.Http;
import io.commitlake.github.http.HttpOver;
import io.commitlake.github.tokens.Credential;
import io.commitlake.github.tokens.TokenPool;
import io.commitlake.history.HistorySource;
import io.commitlake.history.Limits;
import io.commitlake.history.api.AutoSource;
import io.commitlake.history.api.HistoryApi;
import io.commitlake.job.export.ExportSettings;
import io.commitlake.job.export.Lanes;
import io.commitlake.job.source.GitHubHistoryApi;
import io.commitlake.job.source.RateLimitedSource;
import io.commitlake.job.work.Progress;
import io.commitlake.job.work.Workspace;
import io.commitlake.ledger.Ledger;
import io.commitlake.ledger.StoreLedger;
import io.commitlake.model.LedgerHome;
import io.commitlake.model.contents.KeptContents;
import io.commitlake.model.secret.Secret;
import io.commitlake.simulation.Beans;
import io.commitlake.storage.Storage;
import io.commitlake.storage.StorageOver;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.stream.IntStream;

/** Assembles the worker of one command, as the command line does, over the made-up GitHub and store. */
public final class MadeUpWorker {
    private static final Limits LIMITS = new Limits(Duration.ofDays(10_000), 1L << 40, 1L << 40);

    /** More than the default, because here repositories wait rather than work. */
    private static final int REPOSITORIES_AT_ONCE = 32;

    private static final int LANES = 2;
    private static final int PUTS_AT_ONCE = 16;

    private MadeUpWorker() {}

    public static Beans open(World world) {
        VirtualTime time = world.time();
        Storage storage = StorageOver.client(new CountedS3(world.store(), time, world.requests()));
        storage.check();
        DatasetRecord record = DatasetRecord.find(storage)
                .orElseGet(() -> DatasetRecord.of(Optional.empty(), KeptContents.NONE, LedgerHome.FIRST)
                        .keep(storage));
        TokenPool tokens = new TokenPool(
                IntStream.range(0, world.tokens())
                        .mapToObj(number -> Credential.of(new Secret("made-up-" + number)))
                        .toList(),
                time.clock(),
                Duration.ofDays(1000),
                time.sleeper());
        Endpoints endpoints = new Endpoints(
                MadeUpGitHub.ROOT, URI.create(MadeUpGitHub.ROOT + "/graphql"), URI.create("https://github.com"));
        Http http = HttpOver.server(MadeUpGitHub.ROOT, world.github()::send, tokens);
        HistorySource git = new RateLimitedSource(new MadeUpSource(world.hub(), time, world.requests()), tokens);
        HistoryApi api = new GitHubHistoryApi(new RepositoryObjects(endpoints, http));
        // The first call asks for the tokens' budgets under a monitor, where threads in virtual time can't wait.
        api.requestsLeft();
        HistorySource source = new AutoSource(api, git, repository -> false, false, line -> {});
        return new Beans()
                .with(Storage.class, storage)
                .with(DatasetRecord.class, record)
                .with(Ledger.class, new StoreLedger(storage))
                .with(TokenPool.class, tokens)
                .with(GitHub.class, new GitHub(endpoints, http))
                .with(Search.class, new Search(endpoints, http))
                .with(HistorySource.class, source)
                .with(Clock.class, time.clock())
                .with(Limits.class, LIMITS)
                .with(ExportSettings.class, new ExportSettings(REPOSITORIES_AT_ONCE, Path.of("unused"), LIMITS))
                .with(Lanes.class, new Lanes(LANES, time.threads()))
                .with(ExecutorService.class, Executors.newFixedThreadPool(PUTS_AT_ONCE, time.threads()))
                .with(ThreadFactory.class, time.threads())
                .with(Workspace.class, world.workspace())
                .with(Progress.class, new NoProgress());
    }
}
