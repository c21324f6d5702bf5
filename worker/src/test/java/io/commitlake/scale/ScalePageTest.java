package io.commitlake.scale;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScalePageTest {
    @Test
    void thePageShowsTheMeasurements() {
        assertThat(ScalePage.text()).isEqualTo(ScalePage.updated());
    }
}
