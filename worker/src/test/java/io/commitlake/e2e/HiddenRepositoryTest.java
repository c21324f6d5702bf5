package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.sandbox.control.Fault;
import io.commitlake.sandbox.control.Kind;
import io.commitlake.sandbox.control.Order;
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

    /** Whether a request is about the hidden repository, by its number or by its name. */
    private static boolean isAboutIt(String line) {
        return line.contains("/repositories/1000") || line.contains("/sandbox/renames");
    }

    /** A command is a process of its own: each learns once which token is blind, and then leaves it alone. */
    private static void isAskedOfTheBlindTokenOnceAtMost(House house, String command) {
        List<String> latest = house.sandbox().requests().latest();
        List<String> blind = latest.stream()
                .filter(line -> isAboutIt(line) && line.endsWith("(token 0)"))
                .toList();
        assertThat(blind).as("%s: %s", command, latest).hasSizeLessThan(2).allMatch(line -> line.startsWith("404 "));
        house.sandbox().resetRequests();
    }

    @ParameterizedTest
    @ValueSource(strings = {"git", "api"})
    void itIsExportedWithTheTokenThatSeesItAndTheOtherLearnsOnce(String source) {
        try (House house = new House(
                        folder, House.shipped(), options -> options.withTokens(List.of("blind-token-1", "token-2")))
                .set("COMMITLAKE_SOURCE", source)) {
            house.sandbox().order(Order.of(new Fault.Hide(0, "sandbox/renames")));
            assertThat(house.track("renames", "small").ended(0).out()).contains("2 added");
            isAskedOfTheBlindTokenOnceAtMost(house, "track");

            String planned = house.commitlake("plan", RUN[0], RUN[1], RUN[2], RUN[3], "--shards", "1")
                    .ended(0)
                    .out();
            assertThat(planned).contains("2 repositories").doesNotContain("gone");
            isAskedOfTheBlindTokenOnceAtMost(house, "plan");

            House.Result extracted = house.commitlake("extract", RUN[0], RUN[1], RUN[2], RUN[3], "--shard", "0")
                    .ended(0);
            assertThat(extracted.out()).contains("2 exported").doesNotContain("gone");
            assertThat(house.sandbox().requests().withToken(0))
                    .as("it is used for the other repository")
                    .isPositive();
            assertThat(house.sandbox().requests().of(source.equals("api") ? Kind.REST : Kind.GIT))
                    .isPositive();
            isAskedOfTheBlindTokenOnceAtMost(house, "extract");

            house.commitlake("merge", RUN[0], RUN[1], RUN[2], RUN[3]).ended(0);
            house.commitlake("validate", RUN[0], RUN[1], RUN[2], RUN[3]).ended(0);
            house.oracle("renames", 1000, "--snapshot", "2026-01-01");
            assertThat(house.commitlake("status").ended(0).out()).doesNotContain("gone");
        }
    }
}
