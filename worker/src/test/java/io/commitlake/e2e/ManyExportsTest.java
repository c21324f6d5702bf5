package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.model.Claim;
import io.commitlake.model.Export;
import io.commitlake.model.Json;
import io.commitlake.sandbox.control.RequestCounts;
import io.commitlake.sandbox.control.RequestKind;
import io.commitlake.storage.Layout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cost of an export doesn't depend on how many exports its repository has had. */
class ManyExportsTest {
    private static final long ID = 1000;
    private static final int SECOND = 1;

    @TempDir
    Path folder;

    private Stack stack;
    private Repo repo;
    private String head;
    private int exports;

    @BeforeEach
    void serve() throws IOException {
        Path histories = Files.createDirectory(folder.resolve("histories"));
        repo = Repo.create(histories, "daily");
        head = repo.commit("2019-12-31T00:00:00Z", "root", "1\n");
        repo.branch("main", head);
        stack = new Stack(folder, histories).into(folder.resolve("dataset"));
        stack.track("daily").ended(0);
        run();
    }

    @AfterEach
    void stop() {
        stack.close();
    }

    /** Exports the branch, and returns the requests that this took. */
    private RequestCounts run() {
        stack.sandbox().resetRequests();
        stack.commitlake("run").ended(0);
        exports++;
        return stack.sandbox().requests();
    }

    /** Adds a commit and exports it. */
    private RequestCounts nextDay() {
        head = repo.commit("2020-01-01T00:00:00Z", "file-" + exports, exports + "\n", head);
        repo.branch("main", head);
        return run();
    }

    private static List<Long> byKind(RequestCounts requests) {
        return Arrays.stream(RequestKind.values()).map(requests::of).toList();
    }

    private byte[] claimRecord(int number) {
        try {
            return Files.readAllBytes(stack.dataset().resolve(Layout.claim(new Export(ID, number))));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Claim claim(int number) {
        return Json.read(claimRecord(number), Claim.class);
    }

    private void collectUnreachedCommits() {
        Repo.git(repo.gitDir(), "reflog", "expire", "--expire=now", "--all");
        Repo.git(repo.gitDir(), "gc", "-q", "--prune=now");
    }

    @ParameterizedTest
    @CsvSource({
        "auto, api, 40, false, false",
        "git, git, 12, false, false",
        "git, git, 12, true, false",
        "git, git, 12, true, true"
    })
    void theLastExportCostsAsMuchAsTheSecond(String setting, String source, int count, boolean large, boolean cached) {
        stack.set("COMMITLAKE_SOURCE", setting);
        if (large) {
            repo.addUnreachableMegabytes();
        }
        if (cached) {
            stack.set("COMMITLAKE_CLONE_CACHE", folder.resolve("cache").toString());
            nextDay();
        }
        List<RequestCounts> requests = new ArrayList<>();
        while (exports < count) {
            requests.add(nextDay());
        }

        assertThat(requests).allSatisfy(each -> assertThat(byKind(each)).isEqualTo(byKind(requests.getFirst())));
        for (int number = SECOND; number < count; number++) {
            assertThat(claim(number).source()).isEqualTo(source);
            assertThat(claim(number).frontiers())
                    .containsExactly(claim(number - 1).tip().sha());
        }
        int digits =
                Integer.toString(count - 1).length() - Integer.toString(SECOND).length();
        assertThat(claimRecord(count - 1)).hasSize(claimRecord(SECOND).length + digits);
        stack.commitlake("validate", "--all").ended(0);
        stack.oracle("daily", ID);
    }

    @Test
    void theCloneCacheKeepsNoReferenceOfEarlierExports() throws IOException {
        stack.set("COMMITLAKE_SOURCE", "git")
                .set("COMMITLAKE_CLONE_CACHE", folder.resolve("cache").toString());
        while (exports < 8) {
            nextDay();
        }

        assertThat(Files.readAllLines(folder.resolve("cache/" + ID + "/list")))
                .filteredOn(line -> line.startsWith("commit "))
                .containsExactlyInAnyOrder(
                        "commit " + head, "commit " + claim(6).tip().sha());
        stack.oracle("daily", ID);
    }

    /** Once noted, a lost frontier costs no request, and the API serves the branch that replaced it. */
    @Test
    void aLostFrontierIsAskedForOnce() {
        stack.set("COMMITLAKE_SOURCE", "auto");
        String root = head;
        List<Long> before = byKind(nextDay());
        String lost = head;
        head = root;
        repo.branch("main", head);
        collectUnreachedCommits();

        nextDay();
        List<Long> after = byKind(nextDay());
        nextDay();

        assertThat(claim(2).lost()).isEqualTo(Map.of(lost, 2L));
        assertThat(claim(2).source()).isEqualTo("git");
        assertThat(claim(4).frontiers()).containsExactly(lost, claim(3).tip().sha());
        assertThat(claim(4).lost()).isEqualTo(Map.of(lost, 2L));
        assertThat(claim(4).source()).isEqualTo("api");
        assertThat(after).isEqualTo(before);
        stack.commitlake("validate", "--all").ended(0);
        stack.oracle("daily", ID, "--allow-extra-commits");
    }

    /** A refused fetch names only one missing commit. */
    @Test
    void allFrontiersThatAreLostTogetherCostOneMoreFetch() {
        stack.set("COMMITLAKE_SOURCE", "git");
        String root = head;
        long fetch = nextDay().of(RequestKind.GIT);
        List<String> lost = new ArrayList<>(List.of(head));
        for (int rewrite = 0; rewrite < 4; rewrite++) {
            head = root;
            nextDay();
            lost.add(head);
        }
        head = root;
        repo.branch("main", head);
        collectUnreachedCommits();

        long requests = nextDay().of(RequestKind.GIT);

        assertThat(claim(exports - 1).lost()).containsOnlyKeys(lost);
        assertThat(requests).isLessThanOrEqualTo(2 * fetch);
        stack.oracle("daily", ID, "--allow-extra-commits");
    }

    /** The frontiers of an older version's claim are the tips of all exports. */
    @Test
    void anOlderVersionsClaimIsFollowedByOneWithoutTheFrontiersThatOthersReach() throws IOException {
        stack.set("COMMITLAKE_SOURCE", "git");
        List<String> tips = new ArrayList<>(List.of(head));
        while (exports < 5) {
            nextDay();
            tips.add(head);
        }
        Claim last = claim(4);
        String older = new String(Json.write(last), StandardCharsets.UTF_8)
                .replaceFirst(
                        "(?s)\"frontiers\" : .*?\"url\"",
                        "\"frontiers\" : %s, \"url\""
                                .formatted(new String(Json.writeCompact(tips.subList(0, 4)), StandardCharsets.UTF_8)));
        Files.writeString(stack.dataset().resolve(Layout.claim(last.export())), older);
        assertThat(claim(4).frontiers()).hasSize(4);
        assertThat(claim(4).reached()).isEmpty();

        nextDay();

        assertThat(claim(5).frontiers()).containsExactly(last.tip().sha());
        stack.commitlake("validate", "--all").ended(0);
        stack.oracle("daily", ID);
    }
}
