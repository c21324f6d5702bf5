package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.sandbox.control.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two ways to history give the same bytes. */
class ParityTest {
    @TempDir
    Path folder;

    /** The files that some exports, one a snapshot, come to. */
    private SortedMap<String, String> exported(House house, String source, List<String> names, String... snapshots) {
        house.into(folder.resolve(source)).set("COMMITLAKE_SOURCE", source);
        house.track(names.toArray(String[]::new)).ended(0);
        for (String snapshot : snapshots) {
            house.commitlake("run", "--snapshot", snapshot).ended(0);
        }
        return house.commitTables();
    }

    @Test
    void ofTheShippedHistories() {
        List<String> names = List.of("renames", "small");
        String[] snapshots = {"2019-01-01", "2023-06-01", "2026-11-01"};
        try (House house = new House(folder, House.shipped())) {
            SortedMap<String, String> byGit = exported(house, "git", names, snapshots);
            house.sandbox().resetRequests();

            assertThat(exported(house, "api", names, snapshots)).isEqualTo(byGit);
            System.out.println(house.sandbox().requests().tallies());
            assertThat(house.sandbox().requests().of(Kind.GIT)).isZero();
        }
    }
}
