package io.commitlake.history.git.clone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.commitlake.history.FetchOutcome;
import io.commitlake.history.FetchProgress;
import io.commitlake.history.Limits;
import io.commitlake.history.Remote;
import io.commitlake.history.git.Imported;
import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.secret.Secret;
import java.io.ByteArrayOutputStream;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of a server that speaks version 2 of Git's protocol, but doesn't send what it was asked for. */
@Timeout(60)
class PackDownloadTest {
    private static final String TOKEN = "download-t0ken";
    private static final String SHA = "1".repeat(40);
    private static final Limits LIMITS = new Limits(Duration.ofMinutes(1), 1 << 20, 1 << 30);

    @TempDir
    Path folder;

    private HttpServer server;
    private volatile String capabilities = packet("version 2\n") + packet("fetch\n") + packet("object-format=sha1\n");
    private volatile byte[] answer = new byte[0];

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            boolean first = exchange.getRequestMethod().equals("GET");
            byte[] bytes = first
                    ? (packet("# service=git-upload-pack\n") + "0000" + capabilities + "0000")
                            .getBytes(StandardCharsets.US_ASCII)
                    : answer;
            exchange.getResponseHeaders()
                    .set("Content-Type", "application/x-git-upload-pack-" + (first ? "advertisement" : "result"));
            exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void end() {
        server.stop(0);
    }

    private static String packet(String line) {
        return PacketLines.of(line);
    }

    private static byte[] bytes(String... packets) {
        return String.join("", packets).getBytes(StandardCharsets.ISO_8859_1);
    }

    private Fetch.Result fetch() {
        BareRepository repository = Imported.empty(folder);
        Remote remote = new Remote(
                7,
                Optional.empty(),
                OptionalLong.empty(),
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/a/b"),
                Optional.of(new Secret(TOKEN)));
        return new Fetch(repository, remote, LIMITS, FetchProgress.NONE).whole(List.of(SHA));
    }

    private void assertFails(String words) {
        assertThatThrownBy(this::fetch)
                .isInstanceOf(CommitlakeException.class)
                .hasMessageContaining("can't be fetched: ")
                .hasMessageContaining(words);
    }

    @Test
    void anObjectThatTheServerLacksIsNamed() {
        answer = bytes(packet("ERR upload-pack: not our ref " + SHA + "\n"));

        assertThat(fetch()).isEqualTo(new Fetch.Result.NotThere(SHA));
    }

    @Test
    void aRefusalIsTheOutcomeThatItsWordsStandFor() {
        answer = bytes(packet("ERR API rate limit: quota exceeded\n"));

        assertThat(fetch())
                .isInstanceOfSatisfying(
                        Fetch.Result.Other.class,
                        other -> assertThat(other.outcome())
                                .isInstanceOfSatisfying(
                                        FetchOutcome.Declined.class,
                                        declined -> assertThat(declined.reason())
                                                .isEqualTo(FetchOutcome.Declined.Reason.LIMITED)));
    }

    /** A message may be cut anywhere, and the answer may end after it. */
    @ParameterizedTest
    @ValueSource(strings = {"0000", "0001", "", "000"})
    void aMessageBeforeTheEndTellsTheReason(String end) {
        answer = bytes(packet("packfile\n"), packet("\2Repository access bl"), packet("\2ocked\n"), end);

        assertThat(fetch())
                .isInstanceOfSatisfying(
                        Fetch.Result.Other.class,
                        other -> assertThat(other.outcome()).isInstanceOf(FetchOutcome.Blocked.class));
    }

    @Test
    void anErrorAmongTheDataEndsTheFetch() {
        answer = bytes(packet("packfile\n"), packet("\1PACK"), packet("\3out of \33[31mluck\n"), "0000");

        assertFails("fatal: remote error: out of [31mluck");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0000", "zzzz", "0006", "fff0"})
    void whatIsNoAnswerFailsByName(String start) {
        answer = bytes(start);

        assertFails("");
    }

    @Test
    void aPackThatIsCutOffFails() {
        answer = bytes(packet("packfile\n"), packet("\1PACK\0\0\0\2\0\0\0\1"), "0000");

        assertFails("the server's pack is broken");
    }

    /** The checksum is right, and there is nothing in the pack. */
    @Test
    void aPackWithoutTheCommitFails() {
        ByteArrayOutputStream pack = new ByteArrayOutputStream();
        byte[] content = bytes("PACK\0\0\0\2\0\0\0\0");
        pack.writeBytes(content);
        pack.writeBytes(io.commitlake.model.commit.GitObject.sha1().digest(content));
        answer = bytes(packet("packfile\n"), header(pack.size()), pack.toString(StandardCharsets.ISO_8859_1), "0000");

        assertFails("the server's pack lacks " + SHA);
    }

    private static String header(int bytes) {
        return "%04x\1".formatted(bytes + 5);
    }

    /** A server can't fill the disk, nor keep the worker waiting after the end of its answer. */
    @Test
    void anAnswerIsAsLongAsTheLimitAllows() {
        String data = header(60_000) + "x".repeat(60_000);
        answer = bytes(packet("packfile\n"), data.repeat(30), "0000");

        assertThatThrownBy(this::fetch).hasMessageContaining("COMMITLAKE_MAX_REPOSITORY_DISK");

        answer = bytes(
                packet("packfile\n"), "0000", packet("\1" + "y".repeat(1000)).repeat(2000));

        assertFails("");
    }

    @Test
    void aServerWithoutThisVersionGetsGitsOwnRequest() {
        capabilities = packet("version 2\n") + packet("ls-refs\n");

        assertFails("fetch");
    }

    @Test
    void noMessageShowsTheToken() {
        answer = bytes(packet("ERR you sent " + TOKEN + "\n"));

        assertThatThrownBy(this::fetch).hasMessageNotContaining(TOKEN).hasMessageContaining("you sent");
    }
}
