package io.commitlake.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.CommitlakeException.Kind;
import io.commitlake.model.secret.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class S3RefusalTest {
    private static final String SECRET = "not-the-right-secret";

    /** How often the client sends a request that fails. */
    private static final int ATTEMPTS = 4;

    @TempDir
    static Path data;

    private static TestS3 s3;

    @BeforeAll
    static void start() {
        s3 = TestS3.start(data);
    }

    @AfterAll
    static void stop() {
        s3.close();
    }

    @Test
    void aMissingBucketIsASettingsFailureOfEveryOperation() {
        try (Storage storage = open("s3://nobodys-bucket/a", s3.access())) {
            assertRefused(storage::check, Kind.SETTINGS, "nobodys-bucket", "COMMITLAKE_DATASET");
            assertRefused(() -> storage.get("a"), Kind.SETTINGS, "nobodys-bucket", "COMMITLAKE_DATASET");
            assertRefused(() -> storage.put("a", new byte[1]), Kind.SETTINGS, "nobodys-bucket");
            assertRefused(() -> storage.putIfAbsent("a", new byte[1]), Kind.SETTINGS, "nobodys-bucket");
            assertRefused(() -> storage.putIfMatch("a", new byte[1], "\"1\""), Kind.SETTINGS, "nobodys-bucket");
            assertRefused(() -> storage.list("", _ -> {}), Kind.SETTINGS, "nobodys-bucket");
            assertRefused(() -> storage.download("a", data.resolve("file")), Kind.SETTINGS, "nobodys-bucket");
        }
    }

    @Test
    void wrongKeysAreASettingsFailure() {
        try (Storage storage = open("s3://lake", s3.access(TestS3.ACCESS_KEY, SECRET))) {
            assertRefused(storage::check, Kind.SETTINGS, "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY");
            assertRefused(() -> storage.put("a", new byte[1]), Kind.SETTINGS, "AWS_SECRET_ACCESS_KEY");
        }
        try (Storage storage = open("s3://lake", s3.access("NOBODYSKEY", SECRET))) {
            assertRefused(storage::check, Kind.SETTINGS, "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY");
        }
    }

    @Test
    @Timeout(20)
    void anUnreachableEndpointIsAStoreFailureWithinSeconds() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        URI endpoint = URI.create("http://127.0.0.1:" + port);
        try (Storage storage = open("s3://lake", access(endpoint))) {
            assertRefused(storage::check, Kind.STORE, endpoint.toString(), "AWS_ENDPOINT_URL_S3", "is it running?");
        }
        try (Storage storage = open("s3://lake", access(URI.create("http://nobody.invalid")))) {
            assertRefused(storage::check, Kind.STORE, "http://nobody.invalid", "AWS_ENDPOINT_URL_S3");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Length: 500, ''",
        "Content-Length: 500, <ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>a</K",
        "Transfer-Encoding: chunked, ''",
        "Transfer-Encoding: chunked, '1f4\r\n<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>a</K'",
        "Server: S3, ''"
    })
    void aListingThatIsCutOffIsSentAgainThenAStoreFailure(String header, String body) {
        try (CutAnswers server = CutAnswers.start("200 OK", header, body);
                Storage storage = open("s3://lake", access(server.endpoint()))) {
            assertNoListing(storage);
            assertThat(server.requests()).isEqualTo(5 * ATTEMPTS);
        }
    }

    /** Without a length, only the XML shows that the listing isn't whole. */
    @Test
    void anIncompleteListingIsAStoreFailure() {
        String body = "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>a</K";
        try (CutAnswers server = CutAnswers.start("200 OK", "Server: S3", body);
                Storage storage = open("s3://lake", access(server.endpoint()))) {
            assertNoListing(storage);
        }
    }

    private static void assertNoListing(Storage storage) {
        List<String> listed = new ArrayList<>();
        assertRefused(() -> storage.list("", each -> listed.add(each.key())), Kind.STORE, "list s3://lake/");
        assertRefused(() -> storage.holdsAny(""), Kind.STORE, "list s3://lake/");
        assertRefused(() -> storage.listFolders("", listed::add), Kind.STORE, "list folders s3://lake/");
        assertRefused(() -> storage.removeUnfinishedPuts(Instant.now()), Kind.STORE, "list the unfinished uploads");
        assertRefused(storage::check, Kind.STORE, "list s3://lake/");
        assertThat(listed).isEmpty();
    }

    /** Without its length, an object that is cut off would look like an empty one. */
    @Test
    void anObjectWhoseHeadIsCutOffIsSentAgainThenAStoreFailure() {
        try (CutAnswers server = CutAnswers.start("200 OK", "Server: S3", "");
                Storage storage = open("s3://lake", access(server.endpoint()))) {
            assertRefused(() -> storage.get("a"), Kind.STORE, "get s3://lake/a");
            assertRefused(() -> storage.download("a", data.resolve("file")), Kind.STORE, "s3://lake/a");
            assertRefused(() -> storage.version("a"), Kind.STORE, "look at s3://lake/a");
            assertRefused(() -> storage.age("a"), Kind.STORE, "look at s3://lake/a");
            assertThat(server.requests()).isEqualTo(4 * ATTEMPTS);
        }
    }

    /** A file that was copied into a store's folder may have no ETag. It can be read, but not replaced safely. */
    @Test
    void anObjectWithoutAnETagIsReadButNotReplaced() {
        String headers = "Content-Length: 1\r\nLast-Modified: Fri, 01 Jan 2016 00:00:00 GMT";
        try (CutAnswers server = CutAnswers.start("200 OK", headers, "x");
                Storage storage = open("s3://lake", access(server.endpoint()))) {
            Storage.Stored stored = storage.get("a").orElseThrow();
            assertThat(stored.content()).containsExactly('x');

            assertRefused(
                    () -> storage.putIfMatch("a", new byte[1], stored.version()),
                    Kind.STORE,
                    "put s3://lake/a",
                    "no ETag");
            assertThat(server.requests()).isOne();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"500 Internal Server Error", "404 Not Found", "412 Precondition Failed"})
    void anErrorThatIsCutOffIsSentAgainThenAStoreFailure(String status) {
        try (CutAnswers server =
                        CutAnswers.start(status, "Content-Length: 500", "<Error><Code>InternalError</Code><Mess");
                Storage storage = open("s3://lake", access(server.endpoint()))) {
            assertRefused(() -> storage.get("a"), Kind.STORE, "get s3://lake/a");
            assertRefused(() -> storage.putIfAbsent("a", new byte[1]), Kind.STORE, "put s3://lake/a");
            assertRefused(() -> storage.delete("a"), Kind.STORE, "delete s3://lake/a");
            assertThat(server.requests()).isEqualTo(3 * ATTEMPTS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://host", "host", "http:///path"})
    void anInvalidEndpointIsASettingsFailure(String endpoint) {
        assertRefused(() -> access(URI.create(endpoint)), Kind.SETTINGS, "AWS_ENDPOINT_URL_S3", endpoint);
    }

    @Test
    void halfAPairOfKeysIsASettingsFailure() {
        assertRefused(
                () -> new S3Access(Optional.empty(), Optional.empty(), Optional.of("KEY"), Optional.empty()),
                Kind.SETTINGS,
                "AWS_SECRET_ACCESS_KEY");
        assertRefused(
                () -> new S3Access(Optional.empty(), Optional.of("eu central"), Optional.empty(), Optional.empty()),
                Kind.SETTINGS,
                "AWS_REGION",
                "eu central");
    }

    @Test
    void noTextHasASecret() {
        S3Access access = s3.access(TestS3.ACCESS_KEY, SECRET);
        assertThat(access.toString())
                .doesNotContain(SECRET, TestS3.ACCESS_KEY)
                .contains(s3.endpoint().toString());
        try (Storage storage = open("s3://lake", access)) {
            assertThat(storage.toString()).isEqualTo("s3://lake");
        }
        assertRefused(
                () -> access(URI.create("http://user:" + SECRET + "@host")), Kind.SETTINGS, "AWS_ENDPOINT_URL_S3");
    }

    private static S3Access access(URI endpoint) {
        return new S3Access(
                Optional.of(endpoint), Optional.empty(), Optional.of("KEY"), Optional.of(new Secret(SECRET)));
    }

    private static Storage open(String location, S3Access access) {
        return Storages.open(StorageLocation.parse(location), access);
    }

    private static void assertRefused(Runnable call, Kind kind, String... words) {
        long start = System.nanoTime();
        CommitlakeException refusal = catchThrowableOfType(CommitlakeException.class, call::run);
        assertThat(refusal).isNotNull();
        assertThat(refusal.kind()).as(refusal.getMessage()).isEqualTo(kind);
        assertThat(refusal.getMessage()).contains(words);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
        for (Throwable cause = refusal; cause != null; cause = cause.getCause()) {
            assertThat(String.valueOf(cause)).doesNotContain(SECRET, TestS3.SECRET_KEY);
        }
        assertThat(refusal.getMessage()).doesNotContain(TestS3.ACCESS_KEY, "NOBODYSKEY");
    }
}
