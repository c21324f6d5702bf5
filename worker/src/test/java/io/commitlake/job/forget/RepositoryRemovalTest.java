package io.commitlake.job.forget;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.job.plan.PlanStore;
import io.commitlake.job.work.Workspace;
import io.commitlake.ledger.Ledger;
import io.commitlake.ledger.StoreLedger;
import io.commitlake.model.Assignment;
import io.commitlake.model.Json;
import io.commitlake.model.RunPlan;
import io.commitlake.model.Sha256;
import io.commitlake.storage.Layout;
import io.commitlake.storage.S3Access;
import io.commitlake.storage.Storage;
import io.commitlake.storage.StorageLocation;
import io.commitlake.storage.Storages;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoryRemovalTest {
    private static final String RUN = "run";

    @TempDir
    Path folder;

    /** Else its new shard would bring back another one, whose own removal is over at the same moment. */
    @Test
    void theNewShardsOfAPlanHaveNoForgottenRepository() {
        Storage storage = storage();
        Ledger ledger = new StoreLedger(storage);
        planOf(storage, 1, 2, 3);
        ledger.forgotten().add(1);
        ledger.forgotten().add(2);

        remove(storage, ledger);

        assertThat(texts(storage))
                .hasSize(2)
                .allSatisfy(text -> assertThat(text).doesNotContain("owner/name-1", "owner/name-2"))
                .anySatisfy(text -> assertThat(text).contains("owner/name-3"));
        RunPlan plan = new PlanStore(storage).find(RUN).orElseThrow();
        assertThat(new PlanStore(storage).shard(plan, 0).assignments())
                .extracting(Assignment::repository)
                .containsExactly(3L);
    }

    /** It stopped before the repository was forgotten, and put its report when nothing else had the name any more. */
    @Test
    void aLateWorkersReportTellsTheNameByWhichItIsCleaned() {
        Storage storage = storage();
        Ledger ledger = new StoreLedger(storage);
        ledger.forgotten().add(1);
        String report = """
                {"failures": {"owner/name-1": "it failed", "owner/name-2": "it failed too"},
                 "work": [{"repository": 1, "name": "owner/name-1", "words": "it failed"},
                          {"repository": 11, "name": "owner/name-2", "words": "it failed too"}]}""";
        storage.put(Layout.report(RUN, "extract-0"), report.getBytes(StandardCharsets.UTF_8));

        remove(storage, ledger);

        assertThat(Json.tree(storage.get(Layout.report(RUN, "extract-0"))
                        .orElseThrow()
                        .content()))
                .isEqualTo(Json.tree("""
                        {"failures": {"owner/name-2": "it failed too"},
                         "work": [{"repository": 11, "name": "owner/name-2", "words": "it failed too"}]}""".getBytes(StandardCharsets.UTF_8)));
    }

    private Storage storage() {
        return Storages.open(StorageLocation.parse("file:" + folder.resolve("dataset")), S3Access.byDefault());
    }

    private void remove(Storage storage, Ledger ledger) {
        try (Workspace workspace = Workspace.open(folder.resolve("work"));
                ExecutorService threads = Executors.newSingleThreadExecutor()) {
            new RepositoryRemoval(storage, ledger, workspace, threads).remove(Set.of(1L));
        }
    }

    private static void planOf(Storage storage, long... repositories) {
        byte[] shard = Json.writeCompact(new RunPlan.Shard(LongStream.of(repositories)
                .mapToObj(RepositoryRemovalTest::assignment)
                .toList()));
        storage.put(Layout.shard(RUN, Sha256.of(shard)), shard);
        new PlanStore(storage)
                .freeze(new RunPlan(
                        RUN,
                        Instant.parse("2026-01-01T00:00:00Z"),
                        1,
                        List.of(),
                        List.of(new RunPlan.ShardEntry(0, "all", repositories.length, Sha256.of(shard))),
                        LongStream.of(repositories)
                                .mapToObj(id ->
                                        new RunPlan.Identity(id, "R_" + id, "owner/name-" + id, Optional.empty(), 0))
                                .toList(),
                        Map.of(),
                        Optional.empty()));
    }

    private static Assignment assignment(long id) {
        return new Assignment(
                id,
                "R_" + id,
                "owner/name-" + id,
                "https://github.com/owner/name-" + id,
                Optional.empty(),
                OptionalLong.empty(),
                0,
                0,
                Optional.empty());
    }

    private static List<String> texts(Storage storage) {
        List<String> texts = new ArrayList<>();
        storage.list(
                Layout.PLANS,
                listed -> texts.add(
                        new String(storage.get(listed.key()).orElseThrow().content(), StandardCharsets.UTF_8)));
        return texts;
    }
}
