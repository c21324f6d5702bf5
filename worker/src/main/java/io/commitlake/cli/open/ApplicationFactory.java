package io.commitlake.cli.open;

import io.commitlake.cli.settings.Settings;
import io.commitlake.dataset.DatasetRecord;
import io.commitlake.github.GitHub;
import io.commitlake.github.RepositoryObjects;
import io.commitlake.github.Search;
import io.commitlake.github.http.Http;
import io.commitlake.github.http.Transport;
import io.commitlake.github.tokens.Credential;
import io.commitlake.github.tokens.Sleeper;
import io.commitlake.github.tokens.TokenPool;
import io.commitlake.history.HistorySource;
import io.commitlake.history.Limits;
import io.commitlake.history.api.ApiSource;
import io.commitlake.history.api.AutoSource;
import io.commitlake.history.git.GitSource;
import io.commitlake.history.git.clone.CloneCache;
import io.commitlake.history.git.plumbing.Git;
import io.commitlake.history.memory.EarlyCollection;
import io.commitlake.history.memory.GitMemory;
import io.commitlake.history.memory.MemoryBoundSource;
import io.commitlake.history.memory.MemoryBudget;
import io.commitlake.job.export.ExportSettings;
import io.commitlake.job.export.Lanes;
import io.commitlake.job.source.GitHubHistoryApi;
import io.commitlake.job.source.RateLimitedSource;
import io.commitlake.job.work.Progress;
import io.commitlake.job.work.Workspace;
import io.commitlake.ledger.Ledger;
import io.commitlake.model.meter.Meter;
import io.commitlake.model.meter.WaitReason;
import io.commitlake.storage.Storage;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** Creates the application's beans from the settings; each one when a command first needs it. */
@Factory
public final class ApplicationFactory {
    /** Opens an application context with these settings, progress and measurements. The caller closes it. */
    public static ApplicationContext open(Settings settings, DatasetUse use, Progress progress, Meter meter) {
        return ApplicationContext.builder()
                .banner(false)
                .deduceEnvironment(false)
                // If a refused setting closes the context early, the thread that looks for eager beans prints a stack
                // trace.
                .eagerBeansEnabled(false)
                .singletons(settings, use, progress, meter)
                .start();
    }

    @Singleton
    @Bean(preDestroy = "close")
    OpenDataset dataset(Settings settings, DatasetUse use, Meter meter) {
        return OpenDataset.open(settings, use, meter);
    }

    /** Only the open dataset hands out its storage, so no step writes before the dataset's record is there. */
    @Singleton
    Storage storage(OpenDataset dataset) {
        return dataset.storage();
    }

    @Singleton
    DatasetRecord record(OpenDataset dataset) {
        return dataset.record();
    }

    @Singleton
    @Bean(preDestroy = "close")
    OpenLedger openLedger(OpenDataset dataset, Settings settings, DatasetUse use) {
        return OpenLedger.of(dataset, settings, use);
    }

    @Singleton
    Ledger ledger(OpenLedger open) {
        return open.ledger();
    }

    @Singleton
    TokenPool tokens(Settings settings, Transport transport, Clock clock, Meter meter) {
        Stream<Credential> personal = settings.tokens().stream().map(Credential::of);
        Stream<Credential> ofApp = settings.app().stream()
                .flatMap(app -> app.credentials(settings.endpoints().api(), transport, clock).stream());
        return new TokenPool(Stream.concat(personal, ofApp).toList(), clock, settings.maxWait(), Sleeper.REAL, meter);
    }

    @Singleton
    @Bean(preDestroy = "close")
    Transport transport(Settings settings, Meter meter) {
        return new Transport(settings.endpoints().api(), meter);
    }

    @Singleton
    Http http(Settings settings, Transport transport, TokenPool tokens) {
        return new Http(settings.endpoints().api(), transport, tokens);
    }

    @Singleton
    GitHub github(Settings settings, Http http) {
        return new GitHub(settings.endpoints(), http);
    }

    @Singleton
    Search search(Settings settings, Http http) {
        return new Search(settings.endpoints(), http);
    }

    @Singleton
    HistorySource source(
            Settings settings,
            DatasetRecord record,
            TokenPool tokens,
            Http http,
            MemoryBudget budget,
            Lanes lanes,
            Meter meter) {
        EarlyCollection.start();
        Limits limits = settings.export().limits();
        Optional<CloneCache> cache = settings.cloneCache().map(CloneCache::open);
        GitMemory memory = new GitMemory(budget, limits.memoryBytes(), lanes.width());
        GitHubHistoryApi api = new GitHubHistoryApi(new RepositoryObjects(settings.endpoints(), http));
        HistorySource fetch = new GitSource(Git.find(settings.searchPath()), limits, cache, api, memory);
        // Reserve memory before the token: a fetch that waits for memory must not hold a token that others need.
        MemoryBoundSource.Waiting waiting = new MemoryBoundSource.Waiting() {
            @Override
            public <T> T await(Supplier<T> wait) {
                return meter.waiting(WaitReason.MEMORY, () -> lanes.whileLendingLane(wait));
            }
        };
        HistorySource git = new MemoryBoundSource(new RateLimitedSource(fetch, tokens), memory, waiting);
        return switch (settings.source()) {
            case AUTO ->
                new AutoSource(
                        api,
                        git,
                        repository -> cache.filter(of -> of.holds(repository)).isPresent(),
                        record.contents().any(),
                        choice -> LoggerFactory.getLogger(AutoSource.class).info("{}", choice));
            case GIT -> git;
            case API -> new ApiSource(api, git);
        };
    }

    @Singleton
    ExportSettings export(Settings settings) {
        return settings.export();
    }

    @Singleton
    Limits limits(Settings settings) {
        return settings.export().limits();
    }

    @Singleton
    @Bean(preDestroy = "close")
    Workspace workspace(Settings settings) {
        return Workspace.open(settings.export().workFolder());
    }

    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Singleton
    MemoryBudget budget() {
        return MemoryBudget.ofThisProcess();
    }

    /** More lanes than processors would only cost memory. */
    @Singleton
    Lanes lanes(MemoryBudget budget) {
        return new Lanes(budget.lanes(Runtime.getRuntime().availableProcessors()));
    }

    @Singleton
    @Named("repositories")
    ThreadFactory repositories() {
        return Thread.ofPlatform().name("repository-", 0).factory();
    }

    /** More threads than processors, since they wait for the store. */
    @Singleton
    @Named("puts")
    @Bean(preDestroy = "shutdownNow")
    ExecutorService puts() {
        return Executors.newFixedThreadPool(
                32, Thread.ofPlatform().daemon().name("put-", 0).factory());
    }

    /**
     * As many threads as requests that a plan has under way. GitHub allows a user 100, and other processes may use the
     * same tokens.
     */
    @Singleton
    @Named("lookups")
    @Bean(preDestroy = "shutdownNow")
    ExecutorService lookUps() {
        return Executors.newFixedThreadPool(
                16, Thread.ofPlatform().daemon().name("lookup-", 0).factory());
    }
}
