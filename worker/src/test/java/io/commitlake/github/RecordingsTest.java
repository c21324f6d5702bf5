package io.commitlake.github;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What the client makes of what GitHub really answered. */
class RecordingsTest {
    private static final Path OURS = Path.of("src/test/recordings");

    /** One line a recording. */
    private static String line(Recording recording, List<Recording> all) throws IOException {
        Optional<Endpoint> endpoint = Endpoint.of(recording);
        String asked = recording.method() + " " + recording.path();
        return recording.name() + ": "
                + (endpoint.isPresent()
                        ? asked + ": " + Drawn.from(recording, endpoint.get(), all)
                        : "not ours: " + asked);
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
    void eachIsWhatItIs() throws IOException {
        assertThat(lines(OURS)).isEqualTo(Files.readString(OURS.resolve("drawn.txt")));
    }

    /** {@code make test-recordings RECORDINGS=DIR}. */
    @Test
    @EnabledIfSystemProperty(named = "recordings", matches = ".+")
    void everyOneOfAFolderIsPlaced() throws IOException {
        Path folder = Path.of(System.getProperty("recordings", ""));
        List<Recording> recordings = Recording.in(folder);
        assertThat(recordings).as("recordings in %s", folder).isNotEmpty();
        String lines = lines(folder);
        System.out.print(lines);

        assertThat(lines).doesNotContain(Drawn.UNPLACED);
    }
}
