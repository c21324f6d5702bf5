package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.sandbox.control.Fault;
import io.commitlake.sandbox.control.FaultRule;
import io.commitlake.sandbox.control.RequestCounts;
import io.commitlake.sandbox.control.RequestKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** GitHub answers 404 to a token that may not see a repository; another token may see it. */
class HiddenRepositoryTest {
    private static final String[] RUN = {"--snapshot", "2026-01-01", "--run", "r"};

    @TempDir
    Path folder;

    /** Two histories of one commit each, since concurrent requests might each get the 404. */
    private Path histories() throws IOException {
        Path histories = Files.createDirectories(folder.resolve("histories"));
        for (String name : List.of("hidden", "seen")) {
            Repo repo = Repo.create(histories, name);
            repo.branch("main", repo.commit("2020-01-01T00:00:00Z", "root", "1\n"));
        }
        return histories;
    }

    /** Whether a request is about the hidden repository, by its ID or its name. */
    private static boolean isAboutHidden(String line) {
        return line.contains("/repositories/1000") || line.contains("/sandbox/hidden");
    }

    private static boolean isAboutSeen(String line) {
        return line.contains("/repositories/1001") || line.contains("/sandbox/seen");
    }

    /** Asserts how often a command asked for the hidden repository with the blind token; each answer is a 404. */
    private static void assertBlindTokenAsked(Stack stack, int times, String command) {
        RequestCounts requests = stack.sandbox().requests();
        List<String> blind = requests.latest().stream()
                .filter(line -> isAboutHidden(line) && line.endsWith("(token 0)"))
                .toList();
        assertThat(requests.latest()).as("every request is listed").hasSize((int) requests.total());
        assertThat(blind)
                .as("%s: %s", command, requests.latest())
                .hasSize(times)
                .allMatch(line -> line.startsWith("404 "));
        stack.sandbox().resetRequests();
    }

    @ParameterizedTest
    @ValueSource(strings = {"git", "api"})
    void aHiddenRepositoryIsExportedWithTheTokenThatSeesIt(String source) throws IOException {
        try (Stack stack = new Stack(
                        folder, histories(), options -> options.withTokens(List.of("blind-token-1", "token-2")))
                .set("COMMITLAKE_SOURCE", source)
                .set("COMMITLAKE_WORKERS", "1")) {
            stack.sandbox().inject(FaultRule.of(new Fault.Hide(0, "sandbox/hidden")));
            assertThat(stack.track("hidden", "seen").ended(0).out()).contains("2 added");
            assertBlindTokenAsked(stack, 1, "track");

            String planned = stack.commitlake("plan", RUN[0], RUN[1], RUN[2], RUN[3], "--shards", "1")
                    .ended(0)
                    .out();
            assertThat(planned).contains("2 repositories").doesNotContain("gone");
            assertBlindTokenAsked(stack, 1, "plan");

            Stack.Result extracted = stack.commitlake("extract", RUN[0], RUN[1], RUN[2], RUN[3], "--shard", "0")
                    .ended(0);
            assertThat(extracted.out()).contains("2 exported").doesNotContain("gone");
            assertThat(stack.sandbox().requests().latest())
                    .as("the blind token serves the other repository")
                    .anyMatch(line -> isAboutSeen(line) && line.endsWith("(token 0)"));
            assertThat(stack.sandbox().requests().of(source.equals("api") ? RequestKind.REST : RequestKind.GIT))
                    .isPositive();
            assertBlindTokenAsked(stack, 1, "extract");

            stack.commitlake("merge", RUN[0], RUN[1], RUN[2], RUN[3]).ended(0);
            stack.commitlake("validate", RUN[0], RUN[1], RUN[2], RUN[3]).ended(0);
            stack.oracle("hidden", 1000, "--snapshot", "2026-01-01");
            assertThat(stack.commitlake("status").ended(0).out()).doesNotContain("gone");
        }
    }
}
