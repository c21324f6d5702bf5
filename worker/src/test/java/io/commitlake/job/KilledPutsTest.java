package io.commitlake.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.cli.progress.NoProgress;
import io.commitlake.dataset.DatasetRecord;
import io.commitlake.job.export.ExportFiles;
import io.commitlake.job.export.Lanes;
import io.commitlake.job.merge.Merge;
import io.commitlake.job.plan.PlanStore;
import io.commitlake.job.plan.StagedStates;
import io.commitlake.job.work.Workspace;
import io.commitlake.ledger.StoreLedger;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Export;
import io.commitlake.model.LedgerHome;
import io.commitlake.model.RunPlan;
import io.commitlake.model.Table;
import io.commitlake.model.commit.CommitMonth;
import io.commitlake.model.contents.KeptContents;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import io.commitlake.storage.StorageLocation;
import io.commitlake.storage.Storages;
import io.commitlake.storage.TestS3;
import io.commitlake.testing.InterceptedStorage;
import io.commitlake.testing.Logged;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Checks that merges clean up uploads of killed workers. */
final class KilledPutsTest {
    private static final Instant AT = Instant.parse("2024-11-01T00:00:00Z");
    private static final String DATA_FILE =
            Layout.dataFile(Table.COMMITS, new Export(1000, 0), CommitMonth.parse("2024-01"));

    private final ExecutorService pool = Executors.newFixedThreadPool(2);

    @TempDir
    private Path folder;

    private TestS3 s3;
    private S3Client client;
    private Storage storage;

    @BeforeEach
    void open() {
        s3 = TestS3.start(folder);
        client = S3Client.builder()
                .endpointOverride(s3.endpoint())
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(TestS3.ACCESS_KEY, TestS3.SECRET_KEY)))
                .build();
        storage = Storages.open(StorageLocation.parse("s3://" + TestS3.BUCKET + "/dataset"), s3.access());
        new PlanStore(storage)
                .freeze(new RunPlan("r", AT, 1, List.of(), List.of(), List.of(), Map.of(), Optional.empty()));
    }

    @AfterEach
    void close() {
        pool.shutdownNow();
        storage.close();
        client.close();
        s3.close();
    }

    @Test
    void aMergeRemovesUnfinishedUploadsAfterADay() {
        String key = "dataset/" + DATA_FILE;
        String upload = client.createMultipartUpload(
                        create -> create.bucket(TestS3.BUCKET).key(key))
                .uploadId();
        client.uploadPart(
                part -> part.bucket(TestS3.BUCKET).key(key).uploadId(upload).partNumber(1),
                RequestBody.fromBytes(new byte[5 << 20]));

        merge(storage, Duration.ofHours(23));
        assertThat(uploads()).as("may belong to a running worker").isEqualTo(1);

        merge(storage, Duration.ofHours(25));
        assertThat(uploads()).isZero();
    }

    @Test
    void aMergeSucceedsIfTheStoreRefusesToListUploads() {
        Storage refusing = InterceptedStorage.of(storage, call -> {
            if (call.name().equals("removeUnfinishedPuts")) {
                throw CommitlakeException.settings("the keys don't permit this", new RuntimeException());
            }
            return call.proceed();
        });
        try (Logged log = Logged.of(Merge.class)) {
            merge(refusing, Duration.ZERO);

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARN")
                    .contains("AbortIncompleteMultipartUpload", "the keys don't permit this");
        }
        assertThat(storage.get(Layout.report("r", "merge"))).isPresent();
    }

    private int uploads() {
        return client.listMultipartUploads(list -> list.bucket(TestS3.BUCKET))
                .uploads()
                .size();
    }

    private void merge(Storage store, Duration later) {
        Clock clock = Clock.offset(Clock.systemUTC(), later);
        try (Workspace workspace = Workspace.open(folder.resolve("work"))) {
            StagedStates states = new StagedStates(store, workspace);
            new Merge(
                            store,
                            new StoreLedger(store),
                            states,
                            new ExportFiles(
                                    store,
                                    DatasetRecord.of(Optional.empty(), KeptContents.NONE, LedgerHome.FIRST),
                                    new Lanes(1),
                                    pool),
                            workspace,
                            clock,
                            new NoProgress(),
                            pool)
                    .run(AT, "r");
        }
    }
}
