package io.commitlake.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Reads GitHub's recorded responses with the worker's client, and checks a summary of each. */
class RecordingsTest {
    private static final Path SHIPPED = Path.of("src/test/recordings");

    /** Summarizes a recording in one line. */
    private static String line(Recording recording, List<Recording> all) throws IOException {
        Optional<Endpoint> endpoint = Endpoint.of(recording);
        String request = recording.method() + " " + recording.path();
        return recording.name() + ": "
                + (endpoint.isPresent()
                        ? request + ": " + RecordingSummary.of(recording, endpoint.get(), all)
                        : "not used by the worker: " + request);
    }

    private static String lines(Path folder) throws IOException {
        StringBuilder lines = new StringBuilder();
        List<Recording> all = Recording.in(folder);
        for (Recording recording : all) {
            lines.append(line(recording, all)).append("\n");
        }
        return lines.toString();
    }

    @Test
    @DisabledIfSystemProperty(named = "recordings", matches = ".+")
    void everyShippedRecordingHasItsExpectedSummary() throws IOException {
        assertThat(lines(SHIPPED)).isEqualTo(Files.readString(SHIPPED.resolve("summaries.txt")));
    }

    /** Run by {@code make test-recordings RECORDINGS=DIR}. */
    @Test
    @EnabledIfSystemProperty(named = "recordings", matches = ".+")
    void theClientUnderstandsEveryRecordingInAFolder() throws IOException {
        assertAllUnderstood(Path.of(System.getProperty("recordings", "")));
    }

    @Test
    void aRecordingThatTheClientDoesNotUnderstandFails(@TempDir Path folder) throws IOException {
        Path teapot = Files.createDirectory(folder.resolve("teapot"));
        Files.writeString(teapot.resolve("request.txt"), "GET /repos/o/r HTTP/1.1\nAccept: application/json\n");
        Files.writeString(teapot.resolve("headers.json"), "{\"status\": 418, \"headers\": []}");
        Files.writeString(teapot.resolve("body.json"), "{\"message\": \"I'm a teapot\"}");

        assertThatThrownBy(() -> assertAllUnderstood(folder))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("teapot: GET /repos/o/r: not understood: status 418");
    }

    private static void assertAllUnderstood(Path folder) throws IOException {
        List<Recording> recordings = Recording.in(folder);
        assertThat(recordings).as("recordings in %s", folder).isNotEmpty();
        String lines = lines(folder);
        System.out.print(lines);

        assertThat(lines).doesNotContain(RecordingSummary.UNKNOWN);
    }
}
