package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.sandbox.control.Fault;
import io.commitlake.sandbox.control.FaultRule;
import io.commitlake.sandbox.control.RequestKind;
import io.commitlake.sandbox.hub.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A repository's time limit leaves out the time that its requests wait for a rate limit. */
class ApiTimeLimitTest {
    private static final Duration LIMIT = Duration.ofSeconds(8);
    private static final Duration WAIT = Duration.ofSeconds(9);
    private static final int BUDGET = 2;
    private static final Duration WINDOW = Duration.ofHours(1);

    @TempDir
    Path folder;

    /** A clock for the sandbox: the window that the next request begins ends after {@link #WAIT} of real time. */
    private static final class ShortWindow implements InstantSource {
        private final InstantSource real = InstantSource.system();
        private boolean shorten;
        private Instant end = Instant.MAX;

        synchronized void shortenNextWindow() {
            shorten = true;
        }

        @Override
        public synchronized Instant instant() {
            Instant now = real.instant();
            if (shorten) {
                end = now.plus(WAIT);
                shorten = false;
            }
            return now.isBefore(end) ? now.plus(WAIT).minus(WINDOW) : now.plus(WAIT);
        }
    }

    private Path history(int commits) throws IOException {
        Path histories = Files.createDirectories(folder.resolve("histories"));
        Repo repo = Repo.create(histories, "anvils");
        String head = repo.commit("2020-01-01T00:00:00Z", "root", "1\n");
        for (int commit = 1; commit < commits; commit++) {
            head = repo.commit("2020-01-%02dT00:00:00Z".formatted(1 + commit), "file-" + commit, "1\n", head);
        }
        repo.branch("main", head);
        return histories;
    }

    @Test
    void anExportThatWaitsForARateLimitIsNotTooSlow() throws IOException {
        ShortWindow clock = new ShortWindow();
        Limits few = Limits.GITHUB.withToken(new Limits.Primary(BUDGET, 30, 5000));
        try (Stack stack = new Stack(
                folder, history(2), options -> options.withLimits(few).withClock(clock.withZone(ZoneOffset.UTC)))) {
            stack.into(folder.resolve("dataset"))
                    .set("COMMITLAKE_SOURCE", "api")
                    .set("COMMITLAKE_MAX_REPOSITORY_TIME", LIMIT.toString());
            stack.track("anvils").ended(0);
            stack.commitlake("plan", "--snapshot", "2026-01-01", "--run", "r").ended(0);
            assertThat(stack.sandbox().requests().of(RequestKind.REST)).isZero();
            clock.shortenNextWindow();
            long begun = System.nanoTime();
            Stack.Result extracted = stack.commitlake(
                            "extract", "--snapshot", "2026-01-01", "--run", "r", "--shard", "0")
                    .ended(0);

            assertThat(extracted.out()).contains("1 exported").doesNotContain("too-slow");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(LIMIT);
            assertThat(stack.sandbox().requests().of(RequestKind.REST)).isGreaterThan(BUDGET);
            assertThat(stack.sandbox().requests().of(RequestKind.GIT)).isZero();
            stack.commitlake("merge", "--snapshot", "2026-01-01", "--run", "r").ended(0);
            stack.oracle("anvils", 1000);
        }
    }

    @Test
    void anExportWithSlowAnswersIsTooSlow() {
        try (Stack stack = new Stack(folder, Stack.shipped())) {
            stack.into(folder.resolve("dataset"))
                    .set("COMMITLAKE_SOURCE", "api")
                    .set("COMMITLAKE_MAX_REPOSITORY_TIME", "PT2S");
            stack.track("small").ended(0);
            stack.sandbox()
                    .inject(FaultRule.of(new Fault.Slow(Duration.ofMillis(500)))
                            .kind(RequestKind.REST)
                            .always());

            assertThat(stack.commitlake("run").ended(0).out()).contains("1 too-slow");
            assertThat(stack.commitlake("status").ended(0).out()).contains("too-slow", "PT2S");
        }
    }
}
