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
import io.commitlake.sandbox.hub.TokenRights;
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
 * Serves real repositories as GitHub does, and an S3 store beside them, on this machine. It answers from {@link #start}
 * until {@link #close}, which deletes its temporary files. It reads a {@code *.git} folder anew for each request, so
 * tests may change the folder at any time.
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
     * Starts a sandbox, which answers as soon as this method returns.
     *
     * @param observer the observer of the REST responses
     * @throws SandboxException if the sandbox can't start; the message says why and what to do
     */
    public static Sandbox start(Options options, RestObserver observer) {
        Optional<Path> missing = options.histories().filter(folder -> !Files.isDirectory(folder));
        if (missing.isPresent()) {
            throw new SandboxException("--histories " + missing.get()
                    + " isn't a folder: name a folder that contains *.bundle files or *.git folders.");
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
        web.route("/api/v3", new ApiHttp("/api/v3", rest, intake, tokens, budgets, throttle));
        web.route("/api/graphql", new ApiHttp("/api/graphql", graphQl, intake, tokens, budgets, throttle));
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

    /** The worker's settings for this sandbox, by name and in the order that the command prints them. */
    public Map<String, String> environment() {
        return Collections.unmodifiableMap(environment);
    }

    public URI server() {
        return URI.create(web.address());
    }

    /** The folder of the S3 objects; its subfolder {@code github} holds the dataset. */
    public Path s3Data() {
        return s3Data;
    }

    /**
     * Reads the folder of histories and its {@code repositories.json} again. Known repositories keep their id and
     * stars; new ones get the next numbers. A bundle that was read before isn't read again.
     */
    public void refresh() {
        repositories.refresh();
    }

    /** The clock that the rate limits use: that of the options, moved ahead by {@link #advance}. */
    public Clock clock() {
        return clock;
    }

    /** Moves the clock ahead. */
    public void advance(Duration by) {
        clock.advance(by);
    }

    /** Counts of the requests since the start or the last {@link #resetRequests}. */
    public RequestCounts requests() {
        return requestLog.counts();
    }

    public void resetRequests() {
        requestLog.reset();
    }

    /** Injects a fault. If several rules are due for a request, the one added first applies. */
    public void inject(FaultRule rule) {
        faults.add(rule);
    }

    /**
     * Gives a token other rights on private repositories. Without this call, a token has the scope {@code repo}.
     *
     * @param token the index of the token, from 0
     */
    public void grant(int token, TokenRights rights) {
        tokens.grant(token, rights);
    }

    /** The progress of each rule, in the order that the rules were added. */
    public List<FaultInjector.Progress> faultProgress() {
        return faults.progress();
    }

    /** Removes all fault rules and restores the tokens that they revoked or forbade. */
    public void clearFaults() {
        faults.clear();
        tokens.restore();
    }

    /** Does all lazy work once: builds the GraphQL schema and unpacks the bundles. */
    void rehearse() {
        graphQl.awaitSchema();
        repositories.all().forEach(hosted -> hosted.createdAt());
    }

    /** Unpacks the bundles in the background. If one fails, the first request for its repository reports that. */
    void warmUp() {
        repositories
                .all()
                .forEach(hosted -> Thread.ofVirtual().name("warm-up").start(() -> {
                    try {
                        hosted.createdAt();
                    } catch (RuntimeException e) {
                        // The first request for the repository reports this, unless the sandbox was just stopped.
                    }
                }));
    }

    @Override
    public void close() {
        // Close every part even if one fails, and Git before its folder, which a running clone would recreate.
        for (AutoCloseable part : List.of(web, store, git, temporary)) {
            try {
                part.close();
            } catch (Exception e) { // AutoCloseable.close declares Exception
                LOG.warn("Stopping the sandbox: {}", e.getMessage(), e);
            }
        }
        observer.onClose();
    }
}
