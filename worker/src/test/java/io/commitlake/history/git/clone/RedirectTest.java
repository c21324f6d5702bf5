package io.commitlake.history.git.clone;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.commitlake.history.CommitLookup;
import io.commitlake.history.Deadline;
import io.commitlake.history.FetchOutcome;
import io.commitlake.history.FetchProgress;
import io.commitlake.history.Limits;
import io.commitlake.history.Remote;
import io.commitlake.history.git.GitSource;
import io.commitlake.history.git.plumbing.Git;
import io.commitlake.history.memory.GitMemory;
import io.commitlake.history.memory.MemoryBoundSource;
import io.commitlake.history.memory.MemoryBudget;
import io.commitlake.model.secret.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that redirects to another one, which would receive the token if Git followed. */
class RedirectTest {
    private static final Limits LIMITS = new Limits(Duration.ofMinutes(1), 1 << 30, 1 << 30);

    @TempDir
    Path folder;

    private HttpServer first;
    private HttpServer second;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile int status = 301;

    @BeforeEach
    void serve() throws IOException {
        second = server();
        second.createContext("/", exchange -> {
            String token = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + token);
            byte[] answer = "001e# service=git-upload-pack\n0000000eversion 2\n000cls-refs\n0000"
                    .getBytes(StandardCharsets.US_ASCII);
            exchange.getResponseHeaders().set("Content-Type", "application/x-git-upload-pack-advertisement");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        first = server();
        first.createContext("/", exchange -> {
            exchange.getResponseHeaders()
                    .set("Location", "http://localhost:" + second.getAddress().getPort() + exchange.getRequestURI());
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
    }

    private static HttpServer server() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        return server;
    }

    @AfterEach
    void end() {
        first.stop(0);
        second.stop(0);
    }

    private FetchOutcome fetch(Deadline deadline) {
        Remote remote = new Remote(
                7,
                Optional.empty(),
                OptionalLong.empty(),
                URI.create("http://127.0.0.1:" + first.getAddress().getPort() + "/a/b"),
                Optional.of(new Secret("t0ken")));
        GitMemory memory = new GitMemory(new MemoryBudget(LIMITS.memoryBytes()), LIMITS.memoryBytes(), 1);
        GitSource source =
                new GitSource(Git.find(System.getenv("PATH")), LIMITS, Optional.empty(), CommitLookup.NONE, memory);
        return new MemoryBoundSource(source, memory, Supplier::get)
                .fetch(remote, "1".repeat(40), List.of(), folder, deadline, FetchProgress.NONE);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void aRedirectIsNeverFollowed(int code) {
        status = code;

        assertThat(fetch(Deadline.after(LIMITS.time()))).isInstanceOf(FetchOutcome.Moved.class);
        assertThat(asked).isEmpty();
    }

    @Test
    void aFetchPastItsDeadlineIsTooSlow() {
        Deadline past = Deadline.after(Duration.ofNanos(1));
        past.begin();

        assertThat(fetch(past)).isInstanceOf(FetchOutcome.TooSlow.class);
    }
}
