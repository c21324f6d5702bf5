package io.commitlake.sandbox;

import io.commitlake.sandbox.control.FaultInjector;
import io.commitlake.sandbox.control.FaultRule;
import io.commitlake.sandbox.control.RequestCounts;
import io.commitlake.sandbox.control.RequestLog;
import io.commitlake.sandbox.error.SandboxException;
import io.commitlake.sandbox.git.Git;
import io.commitlake.sandbox.graphql.GraphQlApi;
import io.commitlake.sandbox.hub.Budgets;
import io.commitlake.sandbox.hub.HostedRepositories;
import io.commitlake.sandbox.hub.MovableClock;
import io.commitlake.sandbox.hub.Throttle;
import io.commitlake.sandbox.hub.Tokens;
import io.commitlake.sandbox.rest.RestApi;
import io.commitlake.sandbox.s3.ObjectStore;
import io.commitlake.sandbox.s3.S3Keys;
import io.commitlake.sandbox.synthetic.SyntheticRepositories;
import io.commitlake.sandbox.web.ApiHttp;
import io.commitlake.sandbox.web.AppHttp;
import io.commitlake.sandbox.web.ControlHttp;
import io.commitlake.sandbox.web.GitHttp;
import io.commitlake.sandbox.web.RequestIntake;
import io.commitlake.sandbox.web.RestObserver;
import io.commitlake.sandbox.web.WebServer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A GitHub of real repositories and an S3 beside it, on this machine. From {@link #start} until {@link #close} it answers; what it
 * made for itself is gone afterwards. A {@code *.git} folder is served as it is at each request, so tests may change it at any time.
 */
public final class Sandbox implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sandbox.class);
    private final TemporaryFolder temporary;
    private final Git git;
    private final HostedRepositories repositories;
    private final MovableClock clock;
    private final Tokens tokens;
    private final FaultInjector faults = new FaultInjector();
    private final RequestLog requestLog = new RequestLog();
    private final RestObserver observer;
    private final GraphQlApi graphQl;
    private final WebServer web;
    private final ObjectStore store;
    private final Path s3Data;
    private final Map<String, String> environment;

    private Sandbox(Options options, RestObserver observer, TemporaryFolder temporary) {
        this.observer = observer;
        this.temporary = temporary;
        List<String> tokenValues = options.tokens().isEmpty() ? List.of(Tokens.random()) : options.tokens();
        S3Keys keys = options.keys().orElseGet(S3Keys::random);
        s3Data = options.s3Data().orElseGet(() -> temporary.folder("s3")).toAbsolutePath();
        git = Git.find(temporary.folder("home"));
        repositories = new HostedRepositories(
                git,
                options.histories()
                        .orElseGet(() -> temporary.folder("histories"))
                        .toAbsolutePath(),
                temporary.folder("unbundled"),
                options.synthetic().map(SyntheticRepositories::repositories).orElse(List.of()));
        clock = new MovableClock(options.clock());
        tokens = new Tokens(tokenValues, clock);
        Budgets budgets = new Budgets(clock, options.limits());
        graphQl = new GraphQlApi(repositories, tokens, budgets);
        repositories.refresh();
        web = new WebServer(options.host(), options.port());
        try {
            addRoutes(options, budgets);
            store = new ObjectStore(options.host(), options.s3Port(), s3Data, keys);
            web.start();
        } catch (RuntimeException e) {
            web.close();
            throw e;
        }
        environment = settings(String.join(",", tokenValues), keys);
    }

    static Sandbox start(Options options) {
        return start(options, RestObserver.NONE);
    }

    /**
     * Starts one; it answers when this returns.
     *
     * @param observer that sees what REST answers
     * @throws SandboxException where it can't, saying why and what to do
     */
    public static Sandbox start(Options options, RestObserver observer) {
        Optional<Path> missing = options.histories().filter(folder -> !Files.isDirectory(folder));
        if (missing.isPresent()) {
            throw new SandboxException("--histories " + missing.get()
                    + " is not a folder: name one with *.bundle files or *.git folders in it.");
        }
        TemporaryFolder temporary = new TemporaryFolder();
        try {
            return new Sandbox(options, observer, temporary);
        } catch (RuntimeException e) {
            temporary.close();
            throw e;
        }
    }

    private void addRoutes(Options options, Budgets budgets) {
        RequestIntake intake = new RequestIntake(tokens, faults, requestLog, observer);
        Throttle throttle = new Throttle(clock, options.limits().secondary());
        RestApi rest = new RestApi(web.address() + "/api/v3", repositories, tokens, budgets, options.diffLimits());
        web.route("/", new GitHttp(web.address(), repositories, tokens, intake, budgets, git));
        web.route("/api/v3", new ApiHttp("/api/v3", rest, intake, budgets, throttle));
        web.route("/api/graphql", new ApiHttp("/api/graphql", graphQl, intake, budgets, throttle));
        web.route("/api/v3/app", new AppHttp("/api/v3", options.app(), intake, tokens, clock));
        web.route(ControlHttp.PATH, new ControlHttp(faults, requestLog, clock, tokens));
    }

    private Map<String, String> settings(String tokens, S3Keys keys) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("GITHUB_API_URL", web.address() + "/api/v3");
        settings.put("GITHUB_GRAPHQL_URL", web.address() + "/api/graphql");
        settings.put("GITHUB_SERVER_URL", web.address());
        settings.put("GITHUB_TOKENS", tokens);
        settings.put("AWS_ENDPOINT_URL_S3", store.address());
        settings.put("AWS_REGION", "us-east-1");
        settings.put("AWS_ACCESS_KEY_ID", keys.accessKeyId());
        settings.put("AWS_SECRET_ACCESS_KEY", keys.secretAccessKey());
        settings.put("COMMITLAKE_DATASET", "s3://" + ObjectStore.BUCKET);
        return settings;
    }

    /** What the worker needs to be told, by the names of its settings and in the order they are printed. */
    public Map<String, String> environment() {
        return Collections.unmodifiableMap(environment);
    }

    public URI server() {
        return URI.create(web.address());
    }

    /** The folder whose {@code github} holds the dataset. */
    public Path s3Data() {
        return s3Data;
    }

    /**
     * Reads the folder of histories and its repositories.json again. Who was there keeps id and stars; who is new comes after them;
     * a bundle already seen is not read again.
     */
    public void refresh() {
        repositories.refresh();
    }

    /** The clock that limits go by: the one of the options, put forward by {@link #advance}. */
    public Clock clock() {
        return clock;
    }

    /** Puts the clock forward. */
    public void advance(Duration by) {
        clock.advance(by);
    }

    /** How often it was asked since it was started, or since {@link #resetRequests}. */
    public RequestCounts requests() {
        return requestLog.counts();
    }

    public void resetRequests() {
        requestLog.reset();
    }

    /** Has something go wrong. Of several orders that are due, the one given first is carried out. */
    public void inject(FaultRule rule) {
        faults.add(rule);
    }

    /** How far each order has come, in the order they were given. */
    public List<FaultInjector.Progress> faultProgress() {
        return faults.progress();
    }

    /** Forgets all orders, and gives back the tokens that were revoked or forbidden. */
    public void clearFaults() {
        faults.clear();
        tokens.restore();
    }

    /** Does at once all that is otherwise done at first need. */
    void rehearse() {
        graphQl.awaitSchema();
        repositories.all().forEach(hosted -> hosted.createdAt());
    }

    /** Unpacks the bundles now rather than when they are first asked for; a failure shows when they are. */
    void warmUp() {
        repositories
                .all()
                .forEach(hosted -> Thread.ofPlatform().daemon().name("warm-up").start(() -> {
                    try {
                        hosted.createdAt();
                    } catch (RuntimeException e) {
                        // It shows when somebody asks; here it may only be that the sandbox has been stopped meanwhile.
                    }
                }));
    }

    @Override
    public void close() {
        // Each whatever becomes of the others, and git before its folder, which a clone would make anew.
        for (AutoCloseable part : List.of(web, store, git, temporary)) {
            try {
                part.close();
            } catch (Exception e) { // they declare no less
                LOG.warn("Stopping the sandbox: {}", e.getMessage(), e);
            }
        }
        observer.onClose();
    }
}
