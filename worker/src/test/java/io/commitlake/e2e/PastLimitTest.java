package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.sandbox.control.Fault;
import io.commitlake.sandbox.control.FaultRule;
import io.commitlake.sandbox.control.RequestKind;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PastLimitTest {
    private OneRepository one;

    @BeforeEach
    void serve(@TempDir Path folder) {
        one = new OneRepository(folder);
        one.add("2022-01-01", "third");
        one.plan("r");
    }

    @AfterEach
    void stop() {
        one.close();
    }

    /** The number of fetches begun; the request counts lack stopped ones, which get no answer. */
    private int fetches() {
        return one.stack.sandbox().faultProgress().getFirst().seen();
    }

    @Test
    void aRepositoryPastALimitIsNotTriedAgainUntilTheLimitIsRaised() {
        String outcome = "too-slow";
        one.stack.set("COMMITLAKE_MAX_REPOSITORY_TIME", "PT0.1S");
        one.stack
                .sandbox()
                .inject(FaultRule.of(new Fault.Slow(Duration.ofSeconds(10)))
                        .kind(RequestKind.GIT)
                        .always());
        assertThat(one.extract("r").ended(0).out()).contains("1 " + outcome);
        int fetches = fetches();
        assertThat(fetches).isPositive();

        assertThat(one.extract("r").ended(0).out()).contains("1 " + outcome);
        assertThat(fetches()).isEqualTo(fetches);
        assertThat(one.step("plan", "next").ended(0).out()).contains(outcome);

        one.stack.sandbox().clearFaults();
        one.stack.set("COMMITLAKE_MAX_REPOSITORY_TIME", "PT1H");
        assertThat(one.extract("r").ended(0).out()).contains("1 exported");
        one.step("merge", "r").ended(0);
        one.stack.oracle("anvils", 1000);
        assertThat(one.stack.commitlake("status").ended(0).out()).doesNotContain(outcome);
    }
}
