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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of {@code docs/privacy.md} does what the page says. */
class PrivacyPageTest {
    private static final Pattern PYTHON = Pattern.compile("(?ms)^```python\n(.*?)^```$");

    /** The page's blocks of Python: the hash, then the removal. */
    private static List<String> blocks() throws IOException {
        List<String> blocks = PYTHON.matcher(Files.readString(Path.of("../docs/privacy.md")))
                .results()
                .map(block -> block.group(1))
                .toList();
        assertThat(blocks).hasSize(2);
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

    @Test
    void aRepositoryThatIsRemovedAsThePageSaysStaysOut(@TempDir Path folder) throws IOException {
        Path lake = folder.resolve("lake");
        try (Stack stack = new Stack(folder, Stack.shipped()).into(lake).set("COMMITLAKE_SOURCE", "git")) {
            stack.track("renames", "small").ended(0);
            stack.commitlake("run", "--snapshot", "2020-01-01").ended(0);
            stack.commitlake("run", "--snapshot", "2022-01-01").ended(0);
            String removal = blocks().get(1);
            assertThat(removal).contains("\"data/mine\"), 1000");

            Python.run("-c", removal.replace("data/mine", lake.toString()));

            try (Stream<Path> files = Files.walk(lake)) {
                assertThat(files.map(file -> lake.relativize(file).toString()))
                        .isNotEmpty()
                        .noneMatch(key -> key.matches(".*\\b1000\\b.*"));
            }
            stack.commitlake("validate", "--all").ended(0);
            stack.commitlake("run", "--snapshot", "2024-01-01").ended(0);
            assertThat(stack.commitlake("status").ended(0).out()).contains("repositories: 1");
            assertThat(stack.commitTables().keySet()).isNotEmpty().allMatch(key -> key.contains("repository_id=1001/"));
            stack.commitlake("validate", "--all").ended(0);

            assertThat(stack.track("renames").ended(0).out()).contains("1 added");
            stack.commitlake("run").ended(0);
            stack.oracle("renames", 1000);
            stack.oracle("small", 1001);
        }
    }
}
