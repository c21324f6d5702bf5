package io.commitlake.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.history.Deadline;
import io.commitlake.model.CommitlakeException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentTest {
    private static Settings settings(String variable, String value) {
        return new Environment(Map.of("COMMITLAKE_DATASET", "file:/data", variable, value))
                .settings(new SettingsFlags());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "-PT1S", "six hours", "PT876000H1S", "PT9223372036854775807S", "P106751991167300D"})
    void aTimeLimitThatNoClockCanMeasureIsRefusedByName(String value) {
        for (String variable : new String[] {"COMMITLAKE_MAX_REPOSITORY_TIME", "COMMITLAKE_MAX_WAIT"}) {
            assertThatThrownBy(() -> settings(variable, value))
                    .isInstanceOf(CommitlakeException.class)
                    .hasMessageContainingAll(variable, value);
        }
    }

    @Test
    void progressIsEveryThirtySecondsUnlessSetOrOff() {
        assertThat(new Environment(Map.of()).progressInterval()).contains(Duration.ofSeconds(30));
        assertThat(new Environment(Map.of("COMMITLAKE_PROGRESS", "PT5M")).progressInterval())
                .contains(Duration.ofMinutes(5));
        assertThat(new Environment(Map.of("COMMITLAKE_PROGRESS", "off")).progressInterval())
                .isEmpty();
        assertThatThrownBy(() -> new Environment(Map.of("COMMITLAKE_PROGRESS", "never")).progressInterval())
                .isInstanceOf(CommitlakeException.class)
                .hasMessageContaining("COMMITLAKE_PROGRESS is \"never\": it should be off, or a duration such as PT1M");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1S", "P36500D"})
    void anyOtherTimeLimitCanBeMeasured(String value) {
        Duration limit = settings("COMMITLAKE_MAX_REPOSITORY_TIME", value)
                .export()
                .limits()
                .time();
        Deadline deadline = Deadline.after(limit);
        deadline.begin();

        assertThat(deadline.isPast()).isFalse();
    }
}
