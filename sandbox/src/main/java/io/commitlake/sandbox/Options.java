package io.commitlake.sandbox;

import io.commitlake.sandbox.hub.App;
import io.commitlake.sandbox.hub.Limits;
import io.commitlake.sandbox.rest.DiffLimits;
import io.commitlake.sandbox.s3.S3Keys;
import io.commitlake.sandbox.synthetic.SyntheticRepositories;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The options that a sandbox starts with. Each {@code with} method returns a changed copy.
 *
 * @param histories the folder of {@code *.bundle} files and {@code *.git} folders; the sandbox serves none if empty
 * @param host the address to listen on
 * @param port the port of the GitHub server; 0 for a free one
 * @param s3Data the folder for the S3 server's objects; a temporary one if empty
 * @param s3Port the port of the S3 server; 0 for a free one
 * @param tokens the tokens that the GitHub server accepts; a random one if empty
 * @param keys the keys that the S3 server accepts; random ones if empty
 * @param diffLimits the largest diffs that the REST API shows
 * @param limits the rate limits
 * @param clock the clock that the rate limits use
 * @param synthetic the generated repositories to serve beside those of the folder
 * @param app the installed GitHub App, whose installation tokens are accepted too
 */
public record Options(
        Optional<Path> histories,
        String host,
        int port,
        Optional<Path> s3Data,
        int s3Port,
        List<String> tokens,
        Optional<S3Keys> keys,
        DiffLimits diffLimits,
        Limits limits,
        Clock clock,
        Optional<SyntheticRepositories> synthetic,
        Optional<App> app) {

    static final Options DEFAULT = new Options(
            Optional.empty(),
            "127.0.0.1",
            0,
            Optional.empty(),
            0,
            List.of(),
            Optional.empty(),
            DiffLimits.GITHUB,
            Limits.GENEROUS,
            Clock.systemUTC(),
            Optional.empty(),
            Optional.empty());

    public Options {
        requirePort("--port", port);
        requirePort("--s3-port", s3Port);
        tokens = List.copyOf(tokens);
    }

    /** Serves a folder of histories on free ports of 127.0.0.1, with temporary S3 data, a random token and random keys. */
    public static Options of(Path histories) {
        return DEFAULT.withHistories(histories);
    }

    /** Serves generated repositories only; otherwise as {@link #of(Path)}. */
    public static Options of(SyntheticRepositories synthetic) {
        return DEFAULT.withSynthetic(synthetic);
    }

    public Options withHistories(Path folder) {
        return with(draft -> draft.histories = Optional.of(folder));
    }

    public Options withSynthetic(SyntheticRepositories repositories) {
        return with(draft -> draft.synthetic = Optional.of(repositories));
    }

    public Options withS3Data(Path folder) {
        return with(draft -> draft.s3Data = Optional.of(folder));
    }

    public Options withPorts(int gitHubPort, int newS3Port) {
        return with(draft -> {
            draft.port = gitHubPort;
            draft.s3Port = newS3Port;
        });
    }

    public Options withHost(String address) {
        return with(draft -> draft.host = address);
    }

    public Options withTokens(List<String> accepted) {
        return with(draft -> draft.tokens = accepted);
    }

    public Options withDiffLimits(DiffLimits newLimits) {
        return with(draft -> draft.diffLimits = newLimits);
    }

    public Options withLimits(Limits newLimits) {
        return with(draft -> draft.limits = newLimits);
    }

    public Options withApp(App installed) {
        return with(draft -> draft.app = Optional.of(installed));
    }

    public Options withClock(Clock newClock) {
        return with(draft -> draft.clock = newClock);
    }

    /** Takes the tokens from GITHUB_TOKENS, and the keys if both AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are set. */
    Options withEnvironment(Map<String, String> environment) {
        String id = environment.getOrDefault("AWS_ACCESS_KEY_ID", "");
        String secret = environment.getOrDefault("AWS_SECRET_ACCESS_KEY", "");
        return with(draft -> {
            draft.tokens = Stream.of(
                            environment.getOrDefault("GITHUB_TOKENS", "").split("[,\\s]+"))
                    .filter(token -> !token.isEmpty())
                    .toList();
            if (!id.isEmpty() && !secret.isEmpty()) {
                draft.keys = Optional.of(new S3Keys(id, secret));
            }
        });
    }

    private Options with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.options();
    }

    /** A copy that may still change, so that each {@code with} method names only the fields that it sets. */
    private static final class Draft {
        private Optional<Path> histories;
        private String host;
        private int port;
        private Optional<Path> s3Data;
        private int s3Port;
        private List<String> tokens;
        private Optional<S3Keys> keys;
        private DiffLimits diffLimits;
        private Limits limits;
        private Clock clock;
        private Optional<SyntheticRepositories> synthetic;
        private Optional<App> app;

        Draft(Options options) {
            histories = options.histories;
            host = options.host;
            port = options.port;
            s3Data = options.s3Data;
            s3Port = options.s3Port;
            tokens = options.tokens;
            keys = options.keys;
            diffLimits = options.diffLimits;
            limits = options.limits;
            clock = options.clock;
            synthetic = options.synthetic;
            app = options.app;
        }

        Options options() {
            return new Options(
                    histories, host, port, s3Data, s3Port, tokens, keys, diffLimits, limits, clock, synthetic, app);
        }
    }

    private static void requirePort(String flag, int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(flag + " must be 0 (for a free port) to 65535, not " + port + ".");
        }
    }
}
