package io.commitlake.cli.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SlowestTest {
    @Test
    void onlyTheSlowestStayHoweverManyThereAre() {
        Slowest slowest = new Slowest();
        for (int i = 0; i < 1000; i++) {
            int seconds = i * 7 % 1000;
            slowest.add("owner/" + seconds, Duration.ofSeconds(seconds));
        }

        assertThat(slowest.times())
                .hasSize(Slowest.MOST)
                .containsEntry("owner/999", Duration.ofSeconds(999))
                .containsEntry("owner/990", Duration.ofSeconds(990));
    }
}
