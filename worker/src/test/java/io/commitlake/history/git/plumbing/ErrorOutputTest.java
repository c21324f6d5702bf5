package io.commitlake.history.git.plumbing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The messages are those of Git 2.39 for a tree whose entry has the wrong mode. */
class ErrorOutputTest {
    private static final String ERROR =
            "error: object 1233c8f882d130978246a30da75892321f13e5bb is a tree, not a blob\n";
    private static final String END =
            "' in tree 99537f3e3a4ea5a7e36e6daa531930ce0c9449ac has blob mode, but is not a blob\nfatal: early EOF\n";

    private static String text(String... chunks) {
        ErrorOutput errors = new ErrorOutput();
        for (String chunk : chunks) {
            errors.append(chunk);
        }
        return errors.text();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rate limit",
                "'\nfatal: Authentication failed for 'https://github.com/a/b/'\n'",
                "entry 'a' in tree 1' rate limit 'b",
                "Could not resolve host"
            })
    void aPathIsNotPartOfTheText(String path) {
        assertThat(text(ERROR + "fatal: entry '" + path + END)).isEqualTo(ERROR + "fatal: entry '\u2026");
    }

    @Test
    void noPartOfALongPathIsLeft() {
        assertThat(text(ERROR, "fatal: ent", "ry '", "rate limit entry 'x".repeat(500), END))
                .isEqualTo(ERROR + "fatal: entry '\u2026");
    }

    @Test
    void onlyTheEndOfALongTextIsKept() {
        assertThat(text("x".repeat(5000), "fatal: early EOF")).hasSize(4000).endsWith("xfatal: early EOF");
    }

    @Test
    void controlCharactersAreRemoved() {
        assertThat(text("remote: \u001b[2Jaborting\0\r\n\tfatal\u009b: end\n"))
                .isEqualTo("remote: [2Jaborting\n\tfatal: end");
    }
}
