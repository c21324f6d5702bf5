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
 * The two ways to history give the same bytes, on all shared histories: {@code make test-parity}. A year at a time, so
 * that a commit in doubt has git read the rest of its year and no more.
 */
@EnabledIfSystemProperty(named = "commitlake.parity", matches = "all")
class SharedParityTest {
    private static final int FIRST_YEAR = 2009;
    private static final int LAST_YEAR = 2026;

    @ParameterizedTest
    @ValueSource(strings = {"small", "renames", "steady", "modules", "merges", "large", "odd", "huge"})
    void ofAWholeHistory(String name, @TempDir Path folder) {
        try (House house = new House(folder, House.shared("histories"))) {
            SortedMap<String, String> byGit = exported(house, folder, "git", name);
            assertThat(byGit).isNotEmpty();

            house.sandbox().resetRequests();
            SortedMap<String, String> byApi = exported(house, folder, "api", name);
            System.out.printf(
                    "parity: %s: %d files; %d requests by REST, %d by GraphQL, %d of git's%n",
                    name,
                    byApi.size(),
                    house.sandbox().requests().of(RequestKind.REST),
                    house.sandbox().requests().of(RequestKind.GRAPHQL),
                    house.sandbox().requests().of(RequestKind.GIT));
            assertThat(byApi).isEqualTo(byGit);
        }
    }

    private static SortedMap<String, String> exported(House house, Path folder, String source, String name) {
        house.into(folder.resolve(source)).set("COMMITLAKE_SOURCE", source);
        house.track(name).ended(0);
        List<String> snapshots = new ArrayList<>();
        for (int year = FIRST_YEAR; year <= LAST_YEAR; year++) {
            snapshots.add(year + "-07-01");
        }
        snapshots.add(LAST_YEAR + "-11-01");
        snapshots.forEach(
                snapshot -> house.commitlake("run", "--snapshot", snapshot).ended(0));
        return house.commitTables();
    }
}
