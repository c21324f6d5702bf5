package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.model.People;
import io.commitlake.testing.Python;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The code of {@code docs/privacy.md} does what the page says. */
class PrivacyPageTest {
    private static final Pattern PYTHON = Pattern.compile("(?ms)^```python\n(.*?)^```$");

    /** The page's blocks of Python: the hash. */
    private static List<String> blocks() throws IOException {
        List<String> blocks = PYTHON.matcher(Files.readString(Path.of("../docs/privacy.md")))
                .results()
                .map(block -> block.group(1))
                .toList();
        assertThat(blocks).hasSize(1);
        return blocks;
    }

    @Test
    void thePagesHashIsTheDatasets() throws IOException {
        for (String email : List.of("Ann@Example.ORG", "ΝΙΚΟΣ.Α@X.GR", "İ@B@C", "nobody")) {
            assertThat(Python.run("-c", blocks().get(0) + "\nimport sys\nprint(hashed(sys.argv[1]))", email)
                            .strip())
                    .isEqualTo(People.HASHED.email(Optional.of(email)).orElseThrow());
        }
    }
}
