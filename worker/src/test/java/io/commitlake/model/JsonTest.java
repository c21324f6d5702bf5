package io.commitlake.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Records and answers with odd values are refused by name. */
class JsonTest {
    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static JsonNode tree(String value) {
        return Json.tree(bytes("{\"size\": " + value + "}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "",
                "[]",
                "{}",
                "{\"sha\": null, \"at\": \"2024-11-01T00:00:00Z\"}",
                "{\"sha\": \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}",
                "{\"sha\": \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\", \"at\": null}",
                "{\"sha\": \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\", \"at\": 1730419200}",
                "{\"sha\": \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\", \"at\": \"+1000000000-12-31T23:59:59Z\"}",
                "{\"sha\": \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\", \"at\": \"-0001-12-31T23:59:59Z\"}"
            })
    void aRecordWithoutAValueIsRefused(String json) {
        assertThatThrownBy(() -> Json.read(bytes(json), Tip.class)).isInstanceOf(JacksonException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "1.0", "\"1\"", "9223372036854775808", "true", "null"})
    void onlyAWholeNumberIsOne(String value) {
        assertThatThrownBy(() -> Json.read(bytes("{\"repository\": 1, \"number\": " + value + "}"), Export.class))
                .isInstanceOf(JacksonException.class);
        assertThat(Json.integer(tree(value).path("size"))).isEmpty();
        assertThatThrownBy(() -> Json.integer(tree(value), "size"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("its size is " + value + " and should be a whole number");
    }

    @Test
    void aMissingFieldIsRefusedByName() {
        assertThatThrownBy(() -> Json.integer(tree("1"), "id")).hasMessageContaining("its id is missing");
        assertThatThrownBy(() -> Json.text(tree("{}"), "size")).hasMessageContaining("its size is {}");
        assertThatThrownBy(() -> Json.time(tree("\"+1000000000-12-31T23:59:59Z\""), "size"))
                .hasMessageContaining("its size is \"+1000000000-12-31T23:59:59Z\"");
        assertThat(Json.time(tree("\"9999-12-31T23:59:59Z\""), "size"))
                .isEqualTo(Instant.parse("9999-12-31T23:59:59Z"));
    }

    @Test
    void deeplyNestedJsonIsRefused() {
        byte[] nested = bytes("[".repeat(100_000) + "]".repeat(100_000));

        assertThatThrownBy(() -> Json.tree(nested)).isInstanceOf(JacksonException.class);
        assertThatThrownBy(() -> Json.read(nested, Tip.class)).isInstanceOf(JacksonException.class);
    }

    /** An older version's claim doesn't tell which frontiers its tip reaches, and which ones were lost. */
    @Test
    void aClaimOfAnOlderVersionIsReadable() {
        String sha = "a".repeat(40);
        Claim claim = Json.read(bytes("""
                        {"export": {"repository": 1, "number": 2}, "tip": {"sha": "%s", "at": "2024-11-01T00:00:00Z"},
                         "frontiers": ["%s"], "url": "https://github.com/o/r", "source": "git", "format": "1"}
                        """.formatted(sha, sha)), Claim.class);

        assertThat(claim.frontiers()).containsExactly(sha);
        assertThat(claim.reached()).isEmpty();
        assertThat(claim.lost()).isEmpty();
        assertThat(Json.read(Json.write(claim), Claim.class)).isEqualTo(claim);
    }

    @Test
    void aVoidExportIsComparedAtAnyTime() {
        Instant now = Instant.parse("2024-11-01T00:00:00Z");

        assertThat(new Outcome.Voided("", Instant.MAX).mayGainFiles(now)).isTrue();
        assertThat(new Outcome.Voided("", Instant.MIN).mayGainFiles(now)).isFalse();
        assertThat(new Outcome.Voided("", now.minusSeconds(86_400)).mayGainFiles(now))
                .isTrue();
        assertThat(new Outcome.Voided("", now.minusSeconds(86_401)).mayGainFiles(now))
                .isFalse();
    }
}
