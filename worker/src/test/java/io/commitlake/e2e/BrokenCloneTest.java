package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.sandbox.control.Fault;
import io.commitlake.sandbox.control.FaultRule;
import io.commitlake.sandbox.control.RequestKind;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A clone that breaks off half way: the connection ends in the middle of the pack. */
class BrokenCloneTest {
    private static final String PACK_OF_RENAMES = "POST /sandbox/renames";

    @TempDir
    Path folder;

    private House house;
    private Relay relay;

    @BeforeEach
    void serve() {
        house = new House(folder, House.shipped());
        relay = new Relay(URI.create(house.sandbox().environment().get("GITHUB_SERVER_URL")));
        house.track("renames", "small").ended(0);
    }

    @AfterEach
    void end() {
        relay.close();
        house.close();
    }

    @Test
    void failsThatRepositoryAloneAndARetryEndsWithTheSameBytes(@TempDir Path undisturbed) {
        house.into(undisturbed).track("renames", "small").ended(0);
        house.commitlake("run", "--snapshot", "2020-01-01").ended(0);
        house.commitlake("run", "--snapshot", "2026-01-01").ended(0);
        Map<String, String> expected = house.commitTables();

        house.into(folder.resolve("disturbed")).track("renames", "small").ended(0);
        house.commitlake("run", "--snapshot", "2020-01-01").ended(0);
        Map<String, String> before = house.commitTables();
        house.set("GITHUB_SERVER_URL", relay.address().toString());
        // In the answer's head, in the first of the pack, and near its end.
        for (long bytes : new long[] {20, 50_000, 900_000}) {
            relay.cut(PACK_OF_RENAMES, bytes);
            long cuts = relay.cuts();
            House.Result broken =
                    house.commitlake("run", "--snapshot", "2026-01-01").ended(4);
            assertThat(relay.cuts()).isGreaterThan(cuts);
            assertThat(broken.err())
                    .contains("sandbox/renames failed", relay.address() + "/sandbox/renames", "can't be fetched");
            assertThat(house.commitTables())
                    .containsAllEntriesOf(before)
                    .allSatisfy((key, sha256) -> assertThat(expected).containsEntry(key, sha256));
            house.commitlake("validate", "--all").ended(0);
        }
        assertThat(house.commitTables()).isNotEqualTo(expected).containsAllEntriesOf(ofSmall(expected));

        relay.mend();
        house.commitlake("run", "--snapshot", "2026-01-01").ended(0);
        assertThat(house.commitTables()).isEqualTo(expected);
        house.commitlake("validate", "--all").ended(0);
        house.oracle("renames", 1000, "--snapshot", "2026-01-01");
    }

    /** What git asks first is answered, what it asks for next is too much; the wait for it is longer than is allowed. */
    @Test
    void refusedForALimitInItsMidstItSaysSoAndARetryEndsWithTheSameBytes(@TempDir Path undisturbed) {
        house.into(undisturbed).track("small").ended(0);
        house.set("COMMITLAKE_SOURCE", "git").set("COMMITLAKE_MAX_WAIT", "PT5S");
        house.commitlake("run", "--snapshot", "2026-01-01").ended(0);
        Map<String, String> expected = house.commitTables();

        house.into(folder.resolve("disturbed")).track("small").ended(0);
        house.sandbox()
                .inject(FaultRule.of(new Fault.Status(429, Duration.ofSeconds(1)))
                        .kind(RequestKind.GIT)
                        .after(1));
        assertThat(house.commitlake("run", "--snapshot", "2026-01-01").ended(5).err())
                .contains("COMMITLAKE_MAX_WAIT");
        assertThat(house.sandbox().requests().withStatus(429)).isEqualTo(1);
        assertThat(house.commitTables()).isEmpty();

        house.commitlake("run", "--snapshot", "2026-01-01").ended(0);
        assertThat(house.commitTables()).isNotEmpty().isEqualTo(expected);
    }

    private static Map<String, String> ofSmall(Map<String, String> files) {
        return files.entrySet().stream()
                .filter(file -> file.getKey().contains("repository_id=1001"))
                .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
