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

/** A clone breaks off half way: the connection ends in the middle of the pack. */
class BrokenCloneTest {
    private static final String PACK_OF_RENAMES = "POST /sandbox/renames";

    @TempDir
    Path folder;

    private Stack stack;
    private Relay relay;

    @BeforeEach
    void serve() {
        stack = new Stack(folder, Stack.shipped());
        relay = new Relay(URI.create(stack.sandbox().environment().get("GITHUB_SERVER_URL")));
        stack.track("renames", "small").ended(0);
    }

    @AfterEach
    void stop() {
        relay.close();
        stack.close();
    }

    @Test
    void aBrokenCloneFailsOneRepositoryAloneAndARetryEndsWithTheSameBytes(@TempDir Path undisturbed) {
        stack.into(undisturbed).track("renames", "small").ended(0);
        stack.commitlake("run", "--snapshot", "2020-01-01").ended(0);
        stack.commitlake("run", "--snapshot", "2026-01-01").ended(0);
        Map<String, String> expected = stack.commitTables();

        stack.into(folder.resolve("disturbed")).track("renames", "small").ended(0);
        stack.commitlake("run", "--snapshot", "2020-01-01").ended(0);
        Map<String, String> before = stack.commitTables();
        stack.set("GITHUB_SERVER_URL", relay.address().toString());
        // In the answer's headers, early in the pack of commits, and far into it.
        for (long bytes : new long[] {20, 10_000, 100_000}) {
            relay.cut(PACK_OF_RENAMES, bytes);
            long cuts = relay.cuts();
            Stack.Result broken =
                    stack.commitlake("run", "--snapshot", "2026-01-01").ended(4);
            assertThat(relay.cuts()).isGreaterThan(cuts);
            assertThat(broken.err())
                    .contains("sandbox/renames failed", relay.address() + "/sandbox/renames", "can't be fetched");
            assertThat(stack.commitTables())
                    .containsAllEntriesOf(before)
                    .allSatisfy((key, sha256) -> assertThat(expected).containsEntry(key, sha256));
            stack.commitlake("validate", "--all").ended(0);
        }
        assertThat(stack.commitTables()).isNotEqualTo(expected).containsAllEntriesOf(ofSmall(expected));

        relay.mend();
        stack.commitlake("run", "--snapshot", "2026-01-01").ended(0);
        assertThat(stack.commitTables()).isEqualTo(expected);
        stack.commitlake("validate", "--all").ended(0);
        stack.oracle("renames", 1000, "--snapshot", "2026-01-01");
    }

    /** GitHub answers Git's first request and limits the next one; the wait is longer than the setting allows. */
    @Test
    void aCloneLimitedHalfWaySaysSoAndARetryEndsWithTheSameBytes(@TempDir Path undisturbed) {
        stack.into(undisturbed).track("small").ended(0);
        stack.set("COMMITLAKE_SOURCE", "git").set("COMMITLAKE_MAX_WAIT", "PT5S");
        stack.commitlake("run", "--snapshot", "2026-01-01").ended(0);
        Map<String, String> expected = stack.commitTables();

        stack.into(folder.resolve("disturbed")).track("small").ended(0);
        stack.sandbox()
                .inject(FaultRule.of(new Fault.Status(429, Duration.ofSeconds(1)))
                        .kind(RequestKind.GIT)
                        .after(1));
        assertThat(stack.commitlake("run", "--snapshot", "2026-01-01").ended(5).err())
                .contains("COMMITLAKE_MAX_WAIT");
        assertThat(stack.sandbox().requests().withStatus(429)).isEqualTo(1);
        assertThat(stack.commitTables()).isEmpty();

        stack.commitlake("run", "--snapshot", "2026-01-01").ended(0);
        assertThat(stack.commitTables()).isNotEmpty().isEqualTo(expected);
    }

    private static Map<String, String> ofSmall(Map<String, String> files) {
        return files.entrySet().stream()
                .filter(file -> file.getKey().contains("repository_id=1001"))
                .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
