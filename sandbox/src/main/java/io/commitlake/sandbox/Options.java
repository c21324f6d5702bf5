package io.commitlake.sandbox;

import io.commitlake.sandbox.hub.App;
import io.commitlake.sandbox.hub.Limits;
import io.commitlake.sandbox.rest.DiffLimits;
import io.commitlake.sandbox.s3.S3Keys;
import io.commitlake.sandbox.synthetic.Synthetic;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a sandbox is started.
 *
 * @param histories the folder of {@code *.bundle} and {@code *.git}; none if empty
 * @param host the address to listen on
 * @param port of the GitHub; 0 for a free one
 * @param s3Data the folder of the S3's objects; a temporary one if empty
 * @param s3Port 0 for a free one
 * @param tokens those that are good; a random one if empty
 * @param keys of the S3; random ones if empty
 * @param diffLimits up to what the REST API shows diffs
 * @param limits how much it lets itself be asked
 * @param clock that limits go by
 * @param synthetic repositories that are made up, besides those of the folder
 * @param app a GitHub App that is installed, whose tokens are good too
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
        Optional<Synthetic> synthetic,
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

    /** Free ports on 127.0.0.1, a temporary S3, a random token and random keys. */
    public static Options of(Path histories) {
        return DEFAULT.withHistories(histories);
    }

    /** The same without any histories. */
    public static Options of(Synthetic synthetic) {
        return DEFAULT.withSynthetic(synthetic);
    }

    public Options withHistories(Path folder) {
        return new Options(
                Optional.of(folder),
                host,
                port,
                s3Data,
                s3Port,
                tokens,
                keys,
                diffLimits,
                limits,
                clock,
                synthetic,
                app);
    }

    public Options withSynthetic(Synthetic itsSynthetic) {
        return new Options(
                histories,
                host,
                port,
                s3Data,
                s3Port,
                tokens,
                keys,
                diffLimits,
                limits,
                clock,
                Optional.of(itsSynthetic),
                app);
    }

    public Options withS3Data(Path folder) {
        return new Options(
                histories,
                host,
                port,
                Optional.of(folder),
                s3Port,
                tokens,
                keys,
                diffLimits,
                limits,
                clock,
                synthetic,
                app);
    }

    public Options withPorts(int itsPort, int itsS3Port) {
        return new Options(
                histories, host, itsPort, s3Data, itsS3Port, tokens, keys, diffLimits, limits, clock, synthetic, app);
    }

    public Options withHost(String itsHost) {
        return new Options(
                histories, itsHost, port, s3Data, s3Port, tokens, keys, diffLimits, limits, clock, synthetic, app);
    }

    public Options withTokens(List<String> itsTokens) {
        return new Options(
                histories, host, port, s3Data, s3Port, itsTokens, keys, diffLimits, limits, clock, synthetic, app);
    }

    public Options withDiffLimits(DiffLimits itsLimits) {
        return new Options(
                histories, host, port, s3Data, s3Port, tokens, keys, itsLimits, limits, clock, synthetic, app);
    }

    public Options withLimits(Limits itsLimits) {
        return new Options(
                histories, host, port, s3Data, s3Port, tokens, keys, diffLimits, itsLimits, clock, synthetic, app);
    }

    public Options withApp(App itsApp) {
        return new Options(
                histories,
                host,
                port,
                s3Data,
                s3Port,
                tokens,
                keys,
                diffLimits,
                limits,
                clock,
                synthetic,
                Optional.of(itsApp));
    }

    public Options withClock(Clock itsClock) {
        return new Options(
                histories, host, port, s3Data, s3Port, tokens, keys, diffLimits, limits, itsClock, synthetic, app);
    }

    /** Takes tokens from GITHUB_TOKENS and keys from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, where they are set. */
    Options withEnvironment(Map<String, String> environment) {
        List<String> itsTokens = Stream.of(
                        environment.getOrDefault("GITHUB_TOKENS", "").split("[,\\s]+"))
                .filter(token -> !token.isEmpty())
                .toList();
        String id = environment.getOrDefault("AWS_ACCESS_KEY_ID", "");
        String secret = environment.getOrDefault("AWS_SECRET_ACCESS_KEY", "");
        Optional<S3Keys> itsKeys = id.isEmpty() || secret.isEmpty() ? keys : Optional.of(new S3Keys(id, secret));
        return new Options(
                histories, host, port, s3Data, s3Port, itsTokens, itsKeys, diffLimits, limits, clock, synthetic, app);
    }

    private static void requirePort(String flag, int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(flag + " is 0 (a free one) to 65535, not " + port + ".");
        }
    }
}
