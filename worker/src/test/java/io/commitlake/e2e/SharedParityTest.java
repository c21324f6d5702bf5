package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.sandbox.control.RequestKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Both sources export the same bytes from all shared histories: {@code make test-parity}. Each export covers a year, so
 * a doubtful commit makes Git fetch no more than the rest of its year.
 */
@EnabledIfSystemProperty(named = "commitlake.parity", matches = "all")
class SharedParityTest {
    private static final int FIRST_YEAR = 2009;
    private static final int LAST_YEAR = 2026;

    @ParameterizedTest
    @ValueSource(strings = {"small", "renames", "steady", "modules", "merges", "large", "odd", "huge"})
    void aWholeHistoryIsExportedAlike(String name, @TempDir Path folder) {
        try (Stack stack = new Stack(folder, Stack.shared("histories"))) {
            SortedMap<String, String> byGit = exported(stack, folder, "git", name);
            assertThat(byGit).isNotEmpty();

            stack.sandbox().resetRequests();
            SortedMap<String, String> byApi = exported(stack, folder, "api", name);
            System.out.printf(
                    "parity: %s: %d files; %d requests by REST, %d by GraphQL, %d by Git%n",
                    name,
                    byApi.size(),
                    stack.sandbox().requests().of(RequestKind.REST),
                    stack.sandbox().requests().of(RequestKind.GRAPHQL),
                    stack.sandbox().requests().of(RequestKind.GIT));
            assertThat(byApi).isEqualTo(byGit);
        }
    }

    private static SortedMap<String, String> exported(Stack stack, Path folder, String source, String name) {
        stack.into(folder.resolve(source)).set("COMMITLAKE_SOURCE", source);
        stack.track(name).ended(0);
        List<String> snapshots = new ArrayList<>();
        for (int year = FIRST_YEAR; year <= LAST_YEAR; year++) {
            snapshots.add(year + "-07-01");
        }
        snapshots.add(LAST_YEAR + "-11-01");
        snapshots.forEach(
                snapshot -> stack.commitlake("run", "--snapshot", snapshot).ended(0));
        return stack.commitTables();
    }
}
