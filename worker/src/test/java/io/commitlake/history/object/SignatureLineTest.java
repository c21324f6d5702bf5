package io.commitlake.history.object;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.model.commit.Signature;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureLineTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            A B <a@b.org> 5 +0130    | A B | a@b.org
            A B<a@b.org> 5 +0130     | A B | a@b.org
            <a@b.org> 5 +0130        | -   | a@b.org
            A <> 5 +0130             | A   | -
            A B 5 +0130              | -   | -
            A <a@b.org 5 +0130       | A   | a@b.org 5 +0130
            A <a <b>> 5 +0130        | A   | a <b
            A > B <a@b.org> 5 +0130  | A > B | a@b.org
            """)
    void theNameEndsAtTheFirstBracketAndTheEmailAtTheNext(String line, String name, String email) {
        Signature read = SignatureLine.parse(line, StandardCharsets.UTF_8);

        assertThat(read.name().orElse(null)).isEqualTo(name);
        assertThat(read.email().orElse(null)).isEqualTo(email);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "A <e> 5 +0130, 5, 90",
                "A <e> 5 -0330, 5, -210",
                "A <e> 5 -0000, 5, 0",
                "A <e> 5 +051800, 5, -",
                "A <e> 5 +530, 5, -",
                "A <e> 5 UTC, 5, -",
                "A <e> 5, 5, -",
                "A <e> -5 +0100, 0, 60",
                "A <e> 0000 +0000, 0, 0",
                "A <e> 0000000000000000000000005 +0000, 5, 0",
                "A <e> 253402300799 +0000, 253402300799, 0",
                "A <e> 253402300800 +0000, 0, 0",
                "A <e> 18446744073709551617 +0200, 0, 120",
                "A <e> soon +0000, 0, -",
                "A <e>, 0, -",
                "A, 0, -"
            })
    void anUnreadableDateIsTheStartOf1970AndAnUnreadableOffsetIsNone(String line, long seconds, Long offset) {
        Signature read = SignatureLine.parse(line, StandardCharsets.UTF_8);

        assertThat(read.at()).isEqualTo(Instant.ofEpochSecond(seconds));
        assertThat(read.utcOffset()).isEqualTo(offset == null ? OptionalLong.empty() : OptionalLong.of(offset));
    }

    /** The time grows with the length of the line, not with its square. */
    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "> ", "> 1 ", "<"})
    @Timeout(20)
    void aLongLineTakesLittleTime(String repeated) {
        String line = "A <e> " + repeated.repeat(2_000_000) + "x";

        assertThat(SignatureLine.parse(line, StandardCharsets.UTF_8).email()).contains("e");
    }

    @Test
    void onlyTheNameHasTheEncodingOfTheCommit() {
        String line = new String(
                "J\u00f6rg <j\u00f6rg@example.org> 5 +0000".getBytes(StandardCharsets.ISO_8859_1),
                StandardCharsets.ISO_8859_1);

        assertThat(SignatureLine.parse(line, StandardCharsets.ISO_8859_1).name())
                .contains("J\u00f6rg");
        assertThat(SignatureLine.parse(line, StandardCharsets.ISO_8859_1).email())
                .contains("j\ufffdrg@example.org");
        assertThat(SignatureLine.parse(line, StandardCharsets.UTF_8).name()).contains("J\ufffdrg");
        assertThat(SignatureLine.parse(line, Charset.forName("KOI8-R")).name()).contains("J\u0416rg");
    }

    @Test
    void onlyAsciiWhiteSpaceIsTrimmed() {
        assertThat(SignatureLine.parse(" \t\u000b\fA\u0001 <e> 5 +0000", StandardCharsets.UTF_8)
                        .name())
                .contains("A\u0001");
    }
}
