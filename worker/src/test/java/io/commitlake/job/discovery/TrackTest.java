package io.commitlake.job.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrackTest {
    @ParameterizedTest
    @CsvSource({
        "owner/name, owner/name",
        "https://github.com/owner/name.git, owner/name",
        "https://github.com/owner/name/, owner/name",
        "owner/.github, owner/.github",
        "owner/..., owner/...",
    })
    void aNameOrAnAddressIsRead(String given, String name) {
        assertThat(Track.fullName(given)).contains(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"owner/..", "owner/.", "https://github.com/owner/..", "owner", "../name", "owner/a/b", ""})
    void anythingElseIsNone(String given) {
        assertThat(Track.fullName(given)).isEmpty();
    }
}
