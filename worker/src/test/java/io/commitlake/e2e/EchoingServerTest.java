package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** A server refuses each request and quotes its credentials: no output, log, summary or stored file shows them. */
class EchoingServerTest {
    private static final String TOKEN = "ghp+echoed/canary=5f3a";
    private static final String SESSION = "session/echoed+canary==91";

    /** The worker keeps the end of what Git prints, and this many tokens are more than that. */
    private static final int MANY = 200;

    private final Queue<String> logged = new ConcurrentLinkedQueue<>();
    private HttpServer server;
    private int status = 403;
    private Stack stack;
    private Logger root;
    private Level before;
    private AppenderBase<ILoggingEvent> appender;

    @TempDir
    Path folder;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::echo);
        server.start();
        stack = new Stack(folder, Stack.shipped(), options -> options.withTokens(List.of(TOKEN)))
                .into(folder.resolve("dataset"))
                .set("GITHUB_TOKENS", TOKEN);
        captureLogs();
    }

    /** Writes the events of all levels as {@code logback.xml} says. */
    @SuppressWarnings("unchecked")
    private void captureLogs() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ConsoleAppender<ILoggingEvent> stderr = (ConsoleAppender<ILoggingEvent>) root.getAppender("stderr");
        Encoder<ILoggingEvent> encoder = stderr.getEncoder();
        appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                logged.add(new String(encoder.encode(event), StandardCharsets.UTF_8));
            }
        };
        appender.setContext(context);
        appender.start();
        before = root.getLevel();
        root.addAppender(appender);
        root.setLevel(Level.TRACE);
        stderr.stop();
    }

    @AfterEach
    void stop() {
        root.setLevel(before);
        root.detachAppender(appender);
        root.getAppender("stderr").start();
        server.stop(0);
        stack.close();
    }

    private String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Git shows only plain text, and the AWS SDK only XML. */
    private static String quotes(String secret) {
        return String.join(
                " ", "you sent:", secret, url(secret), base64("x-access-token:" + secret), base64(secret), ".");
    }

    private static String url(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private void echo(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Headers headers = exchange.getRequestHeaders();
        String sent = headers.getFirst("Authorization")
                + (headers.containsKey("X-Amz-Security-Token") ? quotes(SESSION) : quotes(TOKEN));
        boolean store = headers.containsKey("X-Amz-Date");
        boolean git = path.endsWith("/info/refs");
        String body = store
                ? "<Error><Code>Refused</Code><Message>" + sent + "</Message></Error>"
                : git ? sent + (" " + TOKEN).repeat(MANY) : "{\"message\": \"" + sent + "\"}";
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders()
                .set("Content-Type", store ? "application/xml" : git ? "text/plain" : "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** Asserts that the server's words are shown, and the secrets in them aren't. */
    private void assertNoSecretIn(Stack.Result result) throws IOException {
        String[] secrets = Stream.of(TOKEN, SESSION)
                .flatMap(secret -> Stream.of(
                        secret.substring(secret.length() / 2),
                        url(secret),
                        base64(secret),
                        base64("x-access-token:" + secret).substring(0, 30)))
                .toArray(String[]::new);
        assertThat(result.out() + result.err()).contains("***").doesNotContain(secrets);
        assertThat(String.join("", logged)).doesNotContain(secrets);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as("%s", file)
                        .doesNotContain(secrets);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403})
    void whatTheApiQuotesIsRedacted(int code) throws IOException {
        status = code;

        assertNoSecretIn(stack.set("GITHUB_API_URL", address()).commitlake("discover", "--created-from", "2020-01-01"));
        assertThat(logged).anyMatch(line -> line.contains("TRACE"));
    }

    @Test
    void whatGraphQlQuotesIsRedacted() throws IOException {
        stack.track("small").ended(0);
        status = 400;

        assertNoSecretIn(stack.set("GITHUB_GRAPHQL_URL", address() + "/graphql").commitlake("run"));
    }

    /** Git prints what the server says. The dataset keeps that of a blocked repository, and the report of others. */
    @ParameterizedTest
    @ValueSource(ints = {400, 404, 451})
    void whatGitQuotesIsRedacted(int code) throws IOException {
        stack.track("small").ended(0);
        status = code;
        Path summary = folder.resolve("summary.json");
        stack.set("GITHUB_SERVER_URL", address()).set("COMMITLAKE_SOURCE", "git");

        assertNoSecretIn(stack.commitlake("run", "--summary", summary.toString()));
        assertThat(Files.readString(summary)).contains("***");
        try (Stream<Path> files = Files.walk(stack.dataset().resolve("_commitlake"))) {
            assertThat(files.filter(Files::isRegularFile).map(EchoingServerTest::text))
                    .anyMatch(text -> text.contains("***"));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void whatTheStoreQuotesIsRedacted() throws IOException {
        stack.set("COMMITLAKE_DATASET", "s3://bucket/echo")
                .set("AWS_ENDPOINT_URL_S3", address())
                .set("AWS_SESSION_TOKEN", SESSION);

        assertNoSecretIn(stack.commitlake("status"));
    }

    @Test
    void aSecretInAWrongPlaceOfTheCommandLineIsRedacted() throws IOException {
        assertNoSecretIn(stack.commitlake("plan", "--snapshot", TOKEN).ended(2));
    }
}
