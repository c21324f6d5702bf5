package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.job.merge.Merge;
import io.commitlake.model.Export;
import io.commitlake.model.Json;
import io.commitlake.model.Table;
import io.commitlake.model.commit.CommitMonth;
import io.commitlake.storage.Layout;
import io.commitlake.testing.Container;
import io.commitlake.testing.Logged;
import io.commitlake.testing.NeedsImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Every command works with the rights in docs/rights, and with none of them missing, against Versity S3 Gateway. */
@NeedsImages
class LeastRightsTest {
    private static final String IMAGE = "versity/versitygw:v1.8.0";
    private static final String BUCKET = "lake";
    private static final String ROOT = "rights-root";
    private static final String ROOT_SECRET = "rights-root-secret-1";
    private static final String USER = "rights-user";
    private static final String USER_SECRET = "rights-user-secret-1";
    private static final int MAX_TRIES = 100;

    @TempDir
    Path folder;

    private Container gateway;
    private S3Client root;
    private S3Client user;
    private Stack stack;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        String port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = Integer.toString(free.getLocalPort());
        }
        Map<String, Path> folders = Map.of(
                "/data", Files.createDirectory(folder.resolve("data")),
                "/users", Files.createDirectory(folder.resolve("users")));
        gateway = Container.start(
                IMAGE,
                Map.of("ROOT_ACCESS_KEY", ROOT, "ROOT_SECRET_KEY", ROOT_SECRET),
                folders,
                "--port",
                "127.0.0.1:" + port,
                "--iam-dir",
                "/users",
                "posix",
                "/data");
        URI address = URI.create("http://127.0.0.1:" + port);
        root = client(address, ROOT, ROOT_SECRET);
        for (int tries = 0; !createsBucket(); tries++) {
            assertThat(tries).as(() -> gateway.output().toString()).isLessThan(MAX_TRIES);
            Thread.sleep(100);
        }
        try (Container admin = Container.start(
                IMAGE,
                Map.of("ADMIN_ACCESS_KEY", ROOT, "ADMIN_SECRET_KEY", ROOT_SECRET),
                "admin",
                "--endpoint-url",
                address.toString(),
                "create-user",
                "--access",
                USER,
                "--secret",
                USER_SECRET,
                "--role",
                "user")) {
            assertThat(admin.exitCode()).as(() -> admin.output().toString()).isZero();
        }
        user = client(address, USER, USER_SECRET);
        stack = new Stack(folder, Stack.shipped())
                .set("COMMITLAKE_DATASET", "s3://" + BUCKET + "/github")
                .set("COMMITLAKE_SOURCE", "git")
                .set("AWS_ENDPOINT_URL_S3", address.toString())
                .set("AWS_ACCESS_KEY_ID", USER)
                .set("AWS_SECRET_ACCESS_KEY", USER_SECRET);
    }

    private static S3Client client(URI address, String key, String secret) {
        return S3Client.builder()
                .endpointOverride(address)
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(key, secret)))
                .build();
    }

    private boolean createsBucket() {
        try {
            root.createBucket(bucket -> bucket.bucket(BUCKET));
            return true;
        } catch (SdkClientException notYet) {
            return false;
        }
    }

    @AfterEach
    void stop() {
        stack.close();
        user.close();
        root.close();
        gateway.close();
    }

    /** Gives the user the rights of a file in docs/rights, without one. */
    private void allow(String file, String without) {
        try {
            Path rights = Stack.shipped().resolve("../../docs/rights/" + file);
            JsonNode policy = Json.tree(Files.readString(rights)
                    .replace("BUCKET", BUCKET)
                    .replace("PREFIX", "github")
                    .getBytes(StandardCharsets.UTF_8));
            for (JsonNode statement : policy.path("Statement")) {
                // A policy of a bucket names the user; one that is attached to a user doesn't.
                ((ObjectNode) statement).put("Principal", USER);
                ArrayNode actions = (ArrayNode) statement.path("Action");
                for (int i = actions.size() - 1; i >= 0; i--) {
                    if (actions.get(i).asString().equals(without)) {
                        actions.remove(i);
                    }
                }
            }
            byte[] content = Json.write(policy);
            root.putBucketPolicy(put -> put.bucket(BUCKET).policy(new String(content, StandardCharsets.UTF_8)));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Leaves an upload as a killed worker does, and makes it two days old. */
    private void leaveUpload() throws IOException {
        String id = root.createMultipartUpload(create -> create.bucket(BUCKET)
                        .key("github/"
                                + Layout.dataFile(Table.COMMITS, new Export(1001, 0), CommitMonth.parse("2020-01"))))
                .uploadId();
        try (Stream<Path> folders = Files.find(folder.resolve("data"), 8, (path, _) -> path.endsWith(id))) {
            Files.setLastModifiedTime(
                    folders.findFirst().orElseThrow(),
                    FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        }
    }

    private int uploads() {
        return root.listMultipartUploads(list -> list.bucket(BUCKET)).uploads().size();
    }

    @Test
    void everyCommandWorksWithTheRightsOfTheWorker() throws IOException {
        allow("worker.json", "");
        leaveUpload();

        stack.track("small").ended(0);
        try (Logged log = Logged.of(Merge.class)) {
            stack.commitlake("run").ended(0);
            assertThat(log.lines()).noneMatch(line -> line.startsWith("WARN"));
        }
        assertThat(uploads()).isZero();
        stack.commitlake("validate", "--all").ended(0);
        stack.commitlake("status").ended(0);
        assertThat(stack.commitlake("doctor").ended(0).out()).doesNotContain("failed");
        stack.commitlake("forget", "sandbox/small", "--yes").ended(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3:GetObject", "s3:PutObject", "s3:ListBucket"})
    void withoutARightNothingIsExported(String right) {
        allow("worker.json", right);

        assertThat(stack.track("small").ended(3).err()).containsIgnoringCase("denied");
    }

    @Test
    void withoutTheRightToDeleteNothingCanBeForgotten() {
        allow("worker.json", "");
        stack.track("small").ended(0);
        allow("worker.json", "s3:DeleteObject");

        assertThat(stack.commitlake("forget", "sandbox/small", "--yes").ended(3).err())
                .containsIgnoringCase("denied");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3:ListBucketMultipartUploads", "s3:AbortMultipartUpload"})
    void withoutTheRightsForUploadsMergesWarnAndLeaveThem(String right) throws IOException {
        allow("worker.json", right);
        leaveUpload();
        stack.track("small").ended(0);

        try (Logged log = Logged.of(Merge.class)) {
            stack.commitlake("run").ended(0);
            assertThat(log.lines()).anyMatch(line -> line.startsWith("WARN") && line.contains("interrupted uploads"));
        }
        assertThat(uploads()).isOne();
    }

    @Test
    void readersReadTheTablesAndNothingElse() {
        allow("worker.json", "");
        stack.track("small").ended(0);
        stack.commitlake("run").ended(0);
        allow("reader.json", "");

        List<String> keys =
                user.listObjectsV2Paginator(list -> list.bucket(BUCKET).prefix("github/")).contents().stream()
                        .map(object -> object.key().substring("github/".length()))
                        .toList();
        assertThat(keys).anyMatch(key -> key.startsWith("commits/")).anyMatch(key -> key.startsWith("_commitlake/"));
        for (String key : keys) {
            if (key.startsWith("_commitlake/")) {
                assertThatThrownBy(() ->
                                user.getObjectAsBytes(get -> get.bucket(BUCKET).key("github/" + key)))
                        .isInstanceOf(S3Exception.class);
            } else {
                assertThat(user.getObjectAsBytes(get -> get.bucket(BUCKET).key("github/" + key))
                                .asByteArray())
                        .as(key)
                        .isNotEmpty();
            }
        }
        assertThatThrownBy(
                        () -> user.deleteObject(delete -> delete.bucket(BUCKET).key("github/" + keys.getFirst())))
                .isInstanceOf(S3Exception.class);
    }
}
