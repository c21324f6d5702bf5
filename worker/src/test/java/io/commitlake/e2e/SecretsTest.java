package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.commitlake.sandbox.control.Fault;
import io.commitlake.sandbox.control.FaultRule;
import io.commitlake.sandbox.control.RequestKind;
import io.commitlake.sandbox.hub.App;
import io.commitlake.testing.Postgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Secrets appear in no log at any level, no output, no file of the dataset and no command line. */
class SecretsTest {
    private static final String TOKEN = "canary-token-5f3a";
    private static final String SECOND = "second-canary-77b1";

    private final Queue<String> logged = new ConcurrentLinkedQueue<>();
    private Logger root;
    private AppenderBase<ILoggingEvent> appender;
    private Level before;

    @TempDir
    Path folder;

    @BeforeEach
    void captureLogs() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        PatternLayout layout = new PatternLayout();
        layout.setContext(context);
        layout.setPattern("%level %logger %msg%n%ex");
        layout.start();
        appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                logged.add(layout.doLayout(event));
            }
        };
        appender.setContext(context);
        appender.start();
        root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        before = root.getLevel();
        root.addAppender(appender);
        root.setLevel(Level.TRACE);
        root.getAppender("stderr").stop();
    }

    @AfterEach
    void restoreLogs() {
        root.setLevel(before);
        root.detachAppender(appender);
        root.getAppender("stderr").start();
    }

    /** A PATH whose {@code git} records the command lines of all processes and then runs the real Git. */
    private String recordingGit(Path calls) throws IOException {
        Path bin = Files.createDirectory(folder.resolve("bin"));
        Path git = Files.writeString(
                bin.resolve("git"),
                "#!/bin/sh\nps -eo args >> '" + calls + "'\nprintf '%s\\n' \"$*\" >> '" + calls
                        + "'\nPATH=${PATH#*:}\nexec git \"$@\"\n");
        assertThat(git.toFile().setExecutable(true)).isTrue();
        return bin + ":" + System.getenv("PATH");
    }

    @Test
    void secretsAppearNowhere() throws IOException {
        Path calls = folder.resolve("calls");
        String output = "";
        try (Stack stack = new Stack(folder, Stack.shipped(), options -> options.withTokens(List.of(TOKEN, SECOND)))) {
            stack.set("PATH", recordingGit(calls));
            for (Stack.Result result : List.of(
                    stack.set("GITHUB_TOKENS", TOKEN).track("small").ended(0),
                    stack.commitlake(
                                    "run",
                                    "--summary",
                                    folder.resolve("summary.json").toString())
                            .ended(0),
                    stack.commitlake("status").ended(0),
                    stack.set("GITHUB_TOKENS", TOKEN + "-wrong")
                            .track("renames")
                            .ended(3),
                    stack.set("GITHUB_API_URL", "http://127.0.0.1:1").track("renames"))) {
                output += result.out() + result.err();
            }
            output += Files.readString(folder.resolve("summary.json"));

            assertThat(output).contains("exported");
            assertThat(Files.readString(calls)).contains("fetch");
            assertSecretsAppearNowhere(stack, output, calls);
        }
    }

    /** Discovery, the API source, failing GraphQL queries and revoked tokens write their own messages and reports. */
    @Test
    void secretsAppearNowhereInDiscoveryTheApiSourceAndFailures() throws IOException {
        Path calls = folder.resolve("calls");
        Path histories = Files.createDirectory(folder.resolve("histories"));
        Repo repo = Repo.create(histories, "one");
        repo.branch("main", repo.commit("2020-01-01T00:00:00Z", "root", "1\n"));
        String[] run = {"--snapshot", "2026-01-01", "--run", "r"};
        String output = "";
        try (Stack stack = new Stack(folder, histories, options -> options.withTokens(List.of(TOKEN, SECOND)))) {
            stack.set("PATH", recordingGit(calls))
                    .set("GITHUB_TOKENS", TOKEN + "," + SECOND)
                    .set("COMMITLAKE_SOURCE", "api");
            output += output(stack.commitlake("discover", "--created-from", "2005-01-01", "--stars", "0")
                    .ended(0));
            stack.sandbox()
                    .inject(FaultRule.of(new Fault.GraphQlError("INTERNAL", "Something went wrong"))
                            .kind(RequestKind.GRAPHQL)
                            .always());
            output += output(stack.commitlake("plan", run[0], run[1], run[2], "failed", "--shards", "1"));
            stack.sandbox().clearFaults();
            output += output(stack.commitlake("plan", run[0], run[1], run[2], run[3], "--shards", "1")
                    .ended(0));
            stack.sandbox().inject(FaultRule.of(new Fault.Revoke(0)).kind(RequestKind.REST));
            output += output(stack.commitlake("extract", run[0], run[1], run[2], run[3], "--shard", "0")
                    .ended(0));
            output += output(
                    stack.commitlake("merge", run[0], run[1], run[2], run[3]).ended(0));
            output += output(
                    stack.commitlake("validate", run[0], run[1], run[2], run[3]).ended(0));

            assertThat(output).contains("Something went wrong", "1 exported");
            assertThat(String.join("", logged)).contains("token 1 of 2 is removed from the pool");
            assertSecretsAppearNowhere(stack, output, calls);
        }
    }

    private static String output(Stack.Result result) {
        return result.out() + result.err();
    }

    private void assertSecretsAppearNowhere(Stack stack, String output, Path calls) throws IOException {
        String key = Objects.requireNonNull(stack.environment().get("AWS_SECRET_ACCESS_KEY"));
        String basic = Base64.getEncoder()
                .encodeToString(("x-access-token:" + TOKEN).getBytes(StandardCharsets.UTF_8))
                .substring(0, 40);
        String[] secrets = {TOKEN, SECOND, basic, key};
        assertThat(output).doesNotContain(secrets);
        assertThat(Files.exists(calls) ? Files.readString(calls) : "").doesNotContain(secrets);
        // At every level, libraries' messages included.
        assertThat(String.join("", logged)).contains("DEBUG ").doesNotContain(secrets);
        try (Stream<Path> files = Files.walk(folder.resolve("s3"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as("%s", file)
                        .doesNotContain(secrets);
            }
        }
    }

    @Test
    void theLedgersPasswordAppearsNowhere() throws IOException {
        Path calls = folder.resolve("calls");
        String output = "";
        try (Postgres server = Postgres.start();
                Stack stack = new Stack(folder, Stack.shipped(), options -> options.withTokens(List.of(TOKEN)))) {
            String database = server.newDatabase();
            stack.set("PATH", recordingGit(calls)).set("GITHUB_TOKENS", TOKEN);
            Postgres.settings(database).forEach(stack::set);
            output += output(stack.track("small").ended(0));
            output += output(stack.set("COMMITLAKE_LEDGER_PASSWORD", Postgres.PASSWORD + "-wrong")
                    .track("renames")
                    .ended(3));
            stack.set("COMMITLAKE_LEDGER_USER", "")
                    .set("COMMITLAKE_LEDGER_PASSWORD", "")
                    .set("COMMITLAKE_LEDGER", database + "?user=" + Postgres.USER + "&password=" + Postgres.PASSWORD);
            output += output(stack.commitlake("run").ended(0));
            output += output(stack.set("COMMITLAKE_LEDGER", database + "x?password=" + Postgres.PASSWORD)
                    .commitlake("run")
                    .ended(3));
            output += output(stack.set("COMMITLAKE_LEDGER", "jdbc:postgresql://u:" + Postgres.PASSWORD + "@db/lake")
                    .commitlake("run")
                    .ended(3));

            assertThat(output)
                    .contains("1 exported", "COMMITLAKE_LEDGER_PASSWORD")
                    .doesNotContain(Postgres.PASSWORD);
            assertThat(logged).noneMatch(line -> line.contains(Postgres.PASSWORD));
            try (Stream<Path> files = Files.walk(folder.resolve("s3"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                            .as("%s", file)
                            .doesNotContain(Postgres.PASSWORD);
                }
            }
            assertThat(Files.readString(calls)).doesNotContain(Postgres.PASSWORD);
        }
    }

    /** A GitHub App signs or receives its tokens at run time, so no setting holds them. */
    @Test
    void anAppsKeyAndTokensAppearNowhere() throws IOException, NoSuchAlgorithmException {
        Path calls = folder.resolve("calls");
        KeyPair keys = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        Path pem = Files.writeString(
                folder.resolve("app.pem"),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(keys.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        String output = "";
        try (Stack stack =
                new Stack(folder, Stack.shipped(), options -> options.withApp(new App("123", 45, keys.getPublic())))) {
            stack.set("PATH", recordingGit(calls))
                    .set("GITHUB_TOKENS", "")
                    .set("GITHUB_APP_ID", "123")
                    .set("GITHUB_APP_INSTALLATION_ID", "45")
                    .set("GITHUB_APP_PRIVATE_KEY_FILE", pem.toString());
            stack.track("renames").ended(0);
            // A fetch that breaks off half way prints an error.
            stack.sandbox()
                    .inject(FaultRule.of(new Fault.Truncated(2000))
                            .kind(RequestKind.GIT)
                            .always());
            for (Stack.Result result : List.of(
                    stack.commitlake("run").ended(4), stack.commitlake("status").ended(0))) {
                output += result.out() + result.err();
            }
            stack.sandbox().clearFaults();
            stack.commitlake("run").ended(0);

            // All keys begin alike, so this is a line from the middle.
            String key = Files.readAllLines(pem).get(10);
            // How an installation token, a JSON Web Token and "x-access-token:ghs" in Base64 begin; then the key.
            String[] secrets = {"ghs_123_", "eyJhbGciOiJSUzI1NiI", "eC1hY2Nlc3MtdG9rZW46Z2hz", key};
            assertThat(output).doesNotContain(secrets);
            assertThat(Files.readString(calls)).contains("fetch").doesNotContain(secrets);
            assertThat(logged)
                    .anyMatch(line -> line.startsWith("TRACE "))
                    .noneMatch(line -> Stream.of(secrets).anyMatch(line::contains));
            try (Stream<Path> files = Files.walk(folder.resolve("s3"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                            .as("%s", file)
                            .doesNotContain(secrets);
                }
            }
        }
    }
}
