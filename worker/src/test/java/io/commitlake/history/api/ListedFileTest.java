package io.commitlake.history.api;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.model.Json;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListedFileTest {
    private static ListedFile with(String field, @Nullable Object value) {
        Map<String, @Nullable Object> file = new HashMap<>(Map.of(
                "sha",
                "1".repeat(40),
                "filename",
                "a",
                "status",
                "modified",
                "additions",
                1,
                "deletions",
                0,
                "patch",
                "+"));
        file.put(field, value);
        return ListedFile.of("2".repeat(40), Json.tree(Json.write(file)));
    }

    /** GitHub's schema allows a null SHA. */
    @Test
    void aFileWithoutAShaIsUncertain() {
        assertThatThrownBy(() -> with("sha", null))
                .isInstanceOf(UncertainAnswerException.class)
                .hasMessageContaining("no SHA of a");
        assertThatThrownBy(() -> with("sha", "none")).isInstanceOf(UncertainAnswerException.class);
    }

    @ParameterizedTest
    @CsvSource({"filename,", "filename,\ufffd", "status,copied", "additions,", "status,"})
    void aFieldThatIsMissingOrUnlikeGitsIsUncertain(String field, @Nullable String value) {
        assertThatThrownBy(() -> with(field, value)).isInstanceOf(UncertainAnswerException.class);
    }

    /** GitHub shows a binary file as text if attributes tell it to. */
    @Test
    void aPatchWithANulIsUncertain() {
        assertThatThrownBy(() -> with("patch", "+a\0")).isInstanceOf(UncertainAnswerException.class);
    }
}
