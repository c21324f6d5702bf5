package io.commitlake.sandbox;

import io.commitlake.sandbox.error.SandboxException;
import io.commitlake.sandbox.hub.Limits;
import io.commitlake.sandbox.synthetic.CreationBurst;
import io.commitlake.sandbox.synthetic.SyntheticRepositories;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The {@code sandbox} command: starts the sandbox, prints the worker's settings, and serves until a signal stops it.
 */
@Command(
        name = "sandbox",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Serves real repositories as GitHub does, and an S3 store beside them, on this machine.",
            "Once both answer, prints lines for a shell to eval (export NAME='value') and serves until it is stopped."
        },
        footerHeading =
                "%nrepositories.json in the folder of histories may describe each history, by the name of its file:%n",
        footer = {
            "  {\"small\": {\"id\": 4711, \"fullName\": \"acme/anvils\", \"nodeId\": \"R_kgDOAAASZw\",",
            "             \"url\": \"https://github.com/acme/anvils\", \"createdAt\": \"2021-05-01T00:00:00Z\", \"stars\": 1234,",
            "             \"standing\": \"here\", \"formerNames\": [\"acme/hammers\"], \"description\": \"Anvils of all sizes\",",
            "             \"license\": \"MIT\", \"language\": \"C\", \"topics\": [\"anvil\"], \"forks\": 3, \"openIssues\": 2,",
            "             \"openPullRequests\": 1, \"archived\": false, \"private\": false, \"parent\": 4710}}",
            "  Every key is optional. standing: here, gone (404), blocked (451) or suspended (403). license: an SPDX id.",
            "  parent: the id of the repository that this one was forked from.",
            "",
            "From the environment: GITHUB_TOKENS (the tokens to accept), AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
            "(the S3 keys). Each start makes random values for those that aren't set.",
            "",
            "Beside GitHub's paths, the sandbox serves /_sandbox, which needs no token:",
            "  GET /_sandbox/requests    counts of requests by kind, status and token; DELETE resets them",
            "  POST /_sandbox/faults     injects a fault; GET lists the rules, DELETE removes them:",
            "      {\"fault\": \"status\", \"status\": 429, \"retryAfter\": \"8\", \"kind\": \"git\", \"path\": \"POST\", \"after\": 1}",
            "    fault: status (400 to 599), graphQlError (type, message), partial (kept), truncated (bytes), reset,",
            "           slow (delay: PT0.5S), wrongTotal (by), incomplete (missing), shifted (by), revoke (token: index",
            "           from 0), forbid, hide (token, repository)",
            "    which requests: kind (rest, search, graphql, git), path (a part of METHOD PATH?QUERY), token,",
            "           after (how many of them pass first), times (how many fail then); by default, the next request fails",
            "  POST /_sandbox/clock      {\"advance\": \"PT1H\"} moves ahead the clock that --limits uses"
        })
public final class SandboxCommand implements Callable<Integer> {
    private static final int FAILED = 1;

    @Option(
            names = "--histories",
            paramLabel = "DIR",
            description =
                    "each *.bundle and *.git in it is a repository sandbox/NAME, with id 1000, 1001, ... in name order")
    private @Nullable Path histories;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "0",
            description = "the port of the GitHub server; a free one by default")
    private int port;

    @Option(
            names = "--s3-data",
            paramLabel = "DIR",
            description = "keeps the S3 objects as files, the dataset in DIR/github; a temporary folder by default")
    private @Nullable Path s3Data;

    @Option(
            names = "--s3-port",
            paramLabel = "N",
            defaultValue = "0",
            description = "the port of the S3 server; a free one by default")
    private int s3Port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "the address to listen on; ${DEFAULT-VALUE} by default")
    private String host = "";

    @Option(
            names = "--synthetic",
            paramLabel = "N",
            description = "also serves N generated repositories, created from 2008 to 2025, with small histories")
    private int synthetic;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "0",
            description = "the seed of the generated repositories; ${DEFAULT-VALUE} by default")
    private long seed;

    @Option(
            names = "--crowd",
            paramLabel = "DAY=N",
            description =
                    "N of the generated repositories were created on that day, such as 2020-04-01=3000; repeatable")
    private Map<LocalDate, Integer> crowds = new LinkedHashMap<>();

    @Option(
            names = "--limits",
            description = "enforces GitHub's rate limits; by default the limits are too high to reach")
    private boolean limits;

    @Option(
            names = "--quiet",
            description = "prints no export lines, which contain the token and the keys: for where output is logged")
    private boolean quiet;

    @Option(
            names = "--rehearse",
            hidden = true,
            description = "starts, does all lazy work once, and stops: see bin/rehearse")
    private boolean rehearse;

    @Spec
    private @Nullable CommandSpec spec;

    private SandboxCommand() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new SandboxCommand())
                .setExecutionExceptionHandler((thrown, command, parsed) -> report(thrown, command.getErr()))
                .setParameterExceptionHandler(SandboxCommand::refuse)
                .execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException {
        Sandbox sandbox = Sandbox.start(options().withEnvironment(System.getenv()));
        if (rehearse) {
            try (sandbox) {
                sandbox.rehearse();
            }
            return CommandLine.ExitCode.OK;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(sandbox::close, "close"));
        if (!quiet) {
            sandbox.environment()
                    .forEach((name, value) -> System.out.println("export " + name + "=" + shellQuoted(value)));
            System.out.flush();
        }
        sandbox.warmUp();
        Thread.sleep(Long.MAX_VALUE); // until a signal ends the process
        return CommandLine.ExitCode.OK;
    }

    private Options options() {
        try {
            if (histories == null && synthetic == 0) {
                throw new IllegalArgumentException("There is nothing to serve: give --histories=DIR or --synthetic=N.");
            }
            Options options =
                    Options.DEFAULT.withHost(host).withPorts(port, s3Port).withSynthetic(generated());
            options = histories == null ? options : options.withHistories(histories);
            options = limits ? options.withLimits(Limits.GITHUB) : options;
            return s3Data == null ? options : options.withS3Data(s3Data);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), e.getMessage(), e);
        }
    }

    private SyntheticRepositories generated() {
        return new SyntheticRepositories(
                synthetic,
                seed,
                crowds.entrySet().stream()
                        .map(crowd -> CreationBurst.ofDay(crowd.getKey(), crowd.getValue()))
                        .toList());
    }

    /** A POSIX shell takes everything within single quotes literally, except the quote itself. */
    static String shellQuoted(String value) {
        return "'" + value.replace("'", "'\\''") + "'";
    }

    private static int refuse(ParameterException refused, String[] arguments) {
        refused.getCommandLine().getErr().println(refused.getMessage() + " See sandbox --help.");
        return CommandLine.ExitCode.USAGE;
    }

    private static int report(Exception thrown, PrintWriter err) {
        if (thrown instanceof SandboxException) {
            err.println(thrown.getMessage());
        } else {
            thrown.printStackTrace(err);
        }
        return FAILED;
    }
}
