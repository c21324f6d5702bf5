package io.commitlake.github.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.model.secret.KnownSecrets;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExchangeTest {
    private static String said(int status, String body) {
        return new Exchange(
                        "GET",
                        URI.create("https://api.github.com/repos/o/n"),
                        status,
                        Map.of(),
                        body.getBytes(StandardCharsets.UTF_8))
                .summary();
    }

    @Test
    void aSecretAtTheEndOfTheShownTextIsNotCutButReplaced() {
        KnownSecrets.add("secret-of-exchange-test");

        assertThat(said(500, "x".repeat(490) + "secret-of-exchange-test")).doesNotContain("secret");
    }

    /** The bodies are those of "HTTP responses" in GitHub's documentation of REST, and a proxy's page. */
    @Test
    void aRefusalIsSaidInTheServersSentenceAndNotInItsJsonOrHtml() {
        assertThat(
                        said(
                                404,
                                "{\"message\":\"Not Found\",\"documentation_url\":\"https://docs.github.com/rest\",\"status\":\"404\"}"))
                .isEqualTo("GET https://api.github.com/repos/o/n answers 404: Not Found");
        assertThat(
                        said(
                                422,
                                "{\"message\":\"Validation Failed\",\"errors\":[{\"resource\":\"Issue\",\"field\":\"title\","
                                        + "\"code\":\"missing_field\"},{\"message\":\"the first 1000 results only\"},\"and so on\"]}"))
                .endsWith(
                        "answers 422: Validation Failed; title missing_field; the first 1000 results only; and so on");
        assertThat(said(502, "<html><body>\n<h1>502 Bad Gateway</h1>\n</body></html>"))
                .endsWith("answers 502: 502 Bad Gateway");
        assertThat(said(500, "[1]")).endsWith("answers 500: [1]");
        assertThat(said(503, "")).endsWith("answers 503");
    }
}
