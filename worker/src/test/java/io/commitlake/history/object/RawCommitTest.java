package io.commitlake.history.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RawCommitTest {
    private static RawCommit commit(String date, String encoding, byte... message) {
        ByteArrayOutputStream object = new ByteArrayOutputStream();
        object.writeBytes(("tree " + "1".repeat(40) + "\nauthor A <a@b> 1 +0000\ncommitter C <c@d>" + date
                        + "\nencoding " + encoding + "\n\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        object.writeBytes(message);
        return RawCommit.parse(object.toByteArray());
    }

    /** The dates that Python's {@code re.search(rb"> (-?\\d+)( |$)")} finds. */
    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                " 1600000000 +0000,1600000000",
                " 1600000000,1600000000",
                " 0000000000000000000001600000000 +0000,1600000000",
                " 0 +0000,0",
                " -1600000000 +0000,0",
                " 253402300799 +0000,253402300799",
                " 253402300800 +0000,0",
                " 99999999999999999999999 +0000,0",
                "  1600000000 +0000,0",
                " 1600000000\t+0000,0",
                "1600000000 +0000,0",
                " yesterday,0",
                "> 1600000000 +0000,1600000000",
                ",0"
            })
    void theDateIsTheIntegerAfterTheEmail(String date, long seconds) {
        assertThat(commit(date, "UTF-8").seconds()).isEqualTo(seconds);
    }

    @Test
    void onlyASpaceOrTheEndOfTheLineEndsADate() {
        for (String end : new String[] {"\r", "\u0085", "\u000b"}) {
            assertThat(commit(" 1600000000" + end, "UTF-8").seconds()).as(end).isZero();
        }
    }

    @Test
    void anUnpairedSurrogateIsReplaced() {
        assertThat(commit(" 1", "UTF-32BE", new byte[] {0, 0, (byte) 0xd8, 0, 0, 0, 0, 'a'})
                        .message())
                .isEqualTo("\ufffda");
        assertThat(commit(" 1", "CESU-8", new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80, 'a'})
                        .message())
                .endsWith("a")
                .doesNotContain("\ud800");
        assertThat(commit(" 1", "UTF-32BE", new byte[] {0, 1, (byte) 0xf6, (byte) 0x80})
                        .message())
                .isEqualTo("\ud83d\ude80");
    }
}
