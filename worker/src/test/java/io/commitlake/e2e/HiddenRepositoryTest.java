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

/** GitHub answers 404 to a token that may not see a repository, as if there were none; another token sees it. */
class HiddenRepositoryTest {
    private static final String[] RUN = {"--snapshot", "2026-01-01", "--run", "r"};

    @TempDir
    Path folder;

    /** Of one commit each: requests that are under way at once may each meet the 404. */
    private Path histories() throws IOException {
        Path histories = Files.createDirectories(folder.resolve("histories"));
        for (String name : List.of("hidden", "seen")) {
            Repo repo = Repo.create(histories, name);
            repo.branch("main", repo.commit("2020-01-01T00:00:00Z", "root", "1\n"));
        }
        return histories;
    }

    /** Whether a request is about the hidden repository, by its number or by its name. */
    private static boolean isAboutIt(String line) {
        return line.contains("/repositories/1000") || line.contains("/sandbox/hidden");
    }

    private static boolean isAboutTheOther(String line) {
        return line.contains("/repositories/1001") || line.contains("/sandbox/seen");
    }

    /** A command is a process of its own: each learns once which token is blind, and then leaves it alone. */
    private static void isAskedOfTheBlindToken(House house, int times, String command) {
        RequestCounts requests = house.sandbox().requests();
        List<String> blind = requests.latest().stream()
                .filter(line -> isAboutIt(line) && line.endsWith("(token 0)"))
                .toList();
        assertThat(requests.latest()).as("none was forgotten").hasSize((int) requests.total());
        assertThat(blind)
                .as("%s: %s", command, requests.latest())
                .hasSize(times)
                .allMatch(line -> line.startsWith("404 "));
        house.sandbox().resetRequests();
    }

    @ParameterizedTest
    @ValueSource(strings = {"git", "api"})
    void itIsExportedWithTheTokenThatSeesItAndTheOtherLearnsOnce(String source) throws IOException {
        try (House house = new House(
                        folder, histories(), options -> options.withTokens(List.of("blind-token-1", "token-2")))
                .set("COMMITLAKE_SOURCE", source)
                .set("COMMITLAKE_WORKERS", "1")) {
            house.sandbox().inject(FaultRule.of(new Fault.Hide(0, "sandbox/hidden")));
            assertThat(house.track("hidden", "seen").ended(0).out()).contains("2 added");
            isAskedOfTheBlindToken(house, 1, "track");

            String planned = house.commitlake("plan", RUN[0], RUN[1], RUN[2], RUN[3], "--shards", "1")
                    .ended(0)
                    .out();
            assertThat(planned).contains("2 repositories").doesNotContain("gone");
            isAskedOfTheBlindToken(house, 1, "plan");

            House.Result extracted = house.commitlake("extract", RUN[0], RUN[1], RUN[2], RUN[3], "--shard", "0")
                    .ended(0);
            assertThat(extracted.out()).contains("2 exported").doesNotContain("gone");
            assertThat(house.sandbox().requests().latest())
                    .as("it is used for the other repository")
                    .anyMatch(line -> isAboutTheOther(line) && line.endsWith("(token 0)"));
            assertThat(house.sandbox().requests().of(source.equals("api") ? RequestKind.REST : RequestKind.GIT))
                    .isPositive();
            isAskedOfTheBlindToken(house, 1, "extract");

            house.commitlake("merge", RUN[0], RUN[1], RUN[2], RUN[3]).ended(0);
            house.commitlake("validate", RUN[0], RUN[1], RUN[2], RUN[3]).ended(0);
            house.oracle("hidden", 1000, "--snapshot", "2026-01-01");
            assertThat(house.commitlake("status").ended(0).out()).doesNotContain("gone");
        }
    }
}
