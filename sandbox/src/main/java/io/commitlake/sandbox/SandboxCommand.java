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

/** The command: starts the sandbox, prints what the worker needs to be told, and serves until it is told to stop. */
@Command(
        name = "sandbox",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "A GitHub of real repositories and an S3 beside it, on this machine.",
            "Once both answer, it prints lines for a shell to eval (export NAME='value') and serves until it is stopped."
        },
        footerHeading = "%nrepositories.json in the folder of histories may say of each, by the name of its file:%n",
        footer = {
            "  {\"small\": {\"id\": 4711, \"fullName\": \"acme/anvils\", \"nodeId\": \"R_kgDOAAASZw\",",
            "             \"url\": \"https://github.com/acme/anvils\", \"createdAt\": \"2021-05-01T00:00:00Z\", \"stars\": 1234,",
            "             \"standing\": \"here\", \"formerNames\": [\"acme/hammers\"]}}",
            "  Every key may be left out. standing: here, gone (404), blocked (451) or suspended (403).",
            "",
            "From the environment: GITHUB_TOKENS (the tokens that are good), AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
            "(the S3's keys). What isn't set is made at random at each start.",
            "",
            "Beside GitHub's paths there is /_sandbox, which takes no token:",
            "  GET /_sandbox/requests    how often it was asked, by kind, status and token; DELETE counts anew",
            "  POST /_sandbox/faults     has something go wrong; GET shows the orders, DELETE forgets them:",
            "      {\"fault\": \"status\", \"status\": 429, \"retryAfter\": \"8\", \"kind\": \"git\", \"path\": \"POST\", \"after\": 1}",
            "    fault: status (400 to 599), graphQlError (type, message), partial (kept), truncated (bytes), reset,",
            "           slow (delay: PT0.5S), wrongTotal (by), incomplete (missing), shifted (by), revoke (token: its place",
            "           from 0), forbid, hide (token, repository)",
            "    for which requests: kind (rest, search, graphql, git), path (a part of METHOD PATH?QUERY), token; after so",
            "           many of them, so many times; without these for the next one",
            "  POST /_sandbox/clock      {\"advance\": \"PT1H\"} puts forward the clock that --limits go by"
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
            description = "of the GitHub; a free one without it")
    private int port;

    @Option(
            names = "--s3-data",
            paramLabel = "DIR",
            description =
                    "where the S3's objects lie as files, the dataset in DIR/github; a temporary folder without it")
    private @Nullable Path s3Data;

    @Option(names = "--s3-port", paramLabel = "N", defaultValue = "0", description = "of the S3; a free one without it")
    private int s3Port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "to listen on; ${DEFAULT-VALUE} without it")
    private String host = "";

    @Option(
            names = "--synthetic",
            paramLabel = "N",
            description = "so many made-up repositories besides, created from 2008 to 2025, with small histories")
    private int synthetic;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "0",
            description = "another seed makes up others; ${DEFAULT-VALUE} without it")
    private long seed;

    @Option(
            names = "--crowd",
            paramLabel = "DAY=N",
            description = "so many of the made-up were created on one day, as 2020-04-01=3000; may be repeated")
    private Map<LocalDate, Integer> crowds = new LinkedHashMap<>();

    @Option(
            names = "--limits",
            description = "refuses who asks too much as GitHub does; without it there is plenty for everybody")
    private boolean limits;

    @Option(
            names = "--quiet",
            description = "prints no lines, for they hold the token and the keys: for where what is printed is kept")
    private boolean quiet;

    @Option(
            names = "--rehearse",
            hidden = true,
            description = "starts, does once what is otherwise done at first need, and stops: see bin/rehearse")
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
            sandbox.environment().forEach((name, value) -> System.out.println("export " + name + "=" + quoted(value)));
            System.out.flush();
        }
        sandbox.warmUp();
        Thread.sleep(Long.MAX_VALUE); // a signal ends it
        return CommandLine.ExitCode.OK;
    }

    private Options options() {
        try {
            if (histories == null && synthetic == 0) {
                throw new IllegalArgumentException(
                        "There is nothing to serve: name --histories=DIR, or --synthetic=N.");
            }
            Options options =
                    Options.DEFAULT.withHost(host).withPorts(port, s3Port).withSynthetic(madeUp());
            options = histories == null ? options : options.withHistories(histories);
            options = limits ? options.withLimits(Limits.GITHUB) : options;
            return s3Data == null ? options : options.withS3Data(s3Data);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), e.getMessage(), e);
        }
    }

    private SyntheticRepositories madeUp() {
        return new SyntheticRepositories(
                synthetic,
                seed,
                crowds.entrySet().stream()
                        .map(crowd -> CreationBurst.ofDay(crowd.getKey(), crowd.getValue()))
                        .toList());
    }

    /** Within single quotes a POSIX shell reads everything as it stands, but for the quote itself. */
    static String quoted(String value) {
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
