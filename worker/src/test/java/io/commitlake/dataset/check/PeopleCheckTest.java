package io.commitlake.dataset.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.dataset.CommitRow;
import io.commitlake.dataset.Histories;
import io.commitlake.model.People;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PeopleCheckTest {
    private static final Instant AT = Instant.parse("2024-02-01T00:00:00Z");

    private static List<String> faults(
            People mode, Optional<String> name, Optional<String> email, OptionalLong offset) {
        List<String> faults = new ArrayList<>();
        new PeopleCheck(mode, faults::add)
                .check(new CommitRow(
                        1000,
                        Histories.sha(1),
                        OptionalLong.empty(),
                        AT,
                        "",
                        0,
                        0,
                        0,
                        List.of(),
                        "2024-02",
                        name,
                        Optional.empty(),
                        AT,
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        Optional.empty(),
                        email,
                        offset,
                        Histories.sha(2)));
        return faults;
    }

    @ParameterizedTest
    @EnumSource
    void theValuesOfAModeHaveNoFault(People mode) {
        for (String email : new String[] {"Ann@Example.org", "ann", "a@b@c", "@", "x@", "two\nlines@x\ny"}) {
            assertThat(faults(
                            mode,
                            mode.name(Optional.of("Ann")),
                            mode.email(Optional.of(email)),
                            OptionalLong.of(-6039)))
                    .isEmpty();
        }
        assertThat(faults(mode, Optional.empty(), Optional.empty(), OptionalLong.empty()))
                .isEmpty();
    }

    static List<String> notHashed() {
        return List.of(
                "ann@example.org",
                "ann",
                "",
                "A".repeat(64),
                "a".repeat(63) + "@example.org",
                "a".repeat(65) + "@example.org",
                "a".repeat(64) + "@ann@example.org");
    }

    @ParameterizedTest
    @MethodSource("notHashed")
    void anAddressThatIsNotHashedIsReported(String email) {
        assertThat(faults(People.HASHED, Optional.empty(), Optional.of(email), OptionalLong.empty()))
                .containsExactly("committer_email is \"" + email + "\", but the dataset keeps people as hashed");
    }

    @Test
    void anyNameOrAddressIsReportedIfTheDatasetKeepsNone() {
        String hash = People.HASHED.email(Optional.of("ann@example.org")).orElseThrow();

        assertThat(faults(People.NONE, Optional.of("Ann"), Optional.of(hash), OptionalLong.empty()))
                .containsExactly(
                        "author_name is \"Ann\", but the dataset keeps people as none",
                        "committer_email is \"" + hash + "\", but the dataset keeps people as none");
    }

    @Test
    void anEmptyNameOrAddressIsReported() {
        assertThat(faults(People.CLEAR, Optional.of(""), Optional.of(""), OptionalLong.empty()))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {6040, -6040, Long.MIN_VALUE})
    void anOffsetThatFourDigitsCannotExpressIsReported(long minutes) {
        assertThat(faults(People.CLEAR, Optional.empty(), Optional.empty(), OptionalLong.of(minutes)))
                .singleElement()
                .asString()
                .contains("committer_utc_offset is " + minutes);
    }
}
