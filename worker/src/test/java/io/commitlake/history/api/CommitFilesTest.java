package io.commitlake.history.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.history.object.RawCommit;
import io.commitlake.model.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Uses the files of a recorded comparison, in the same form as a commit's, since no recorded commit has such files. */
class CommitFilesTest {
    private static final Path RECORDED = Path.of("src/test/recordings/compare-renames-2023-p1/body.json");
    private static final String COMMIT = "1".repeat(40);
    private static final String PARENT = "2".repeat(40);

    private final ObjectNode shown;

    CommitFilesTest() throws IOException {
        shown = (ObjectNode) Json.tree(Json.write(Map.of("sha", COMMIT)));
        shown.set("files", Json.tree(Files.readAllBytes(RECORDED)).path("files"));
    }

    private static boolean hidesLines(JsonNode file) {
        return file.path("changes").asLong() == 0 && !file.has("patch");
    }

    @Test
    void bothBlobsAreLookedUpIfGitHubCountsNoLines() {
        List<ListedFile> files = CommitFiles.page(COMMIT, 1, shown);
        RawCommit object = new RawCommit(List.of(PARENT), Optional.empty(), 0, "");
        List<String> lookups = new ChangedFiles(new CommitDetail(COMMIT, object, files)).lookups();

        int modified = 0;
        int renamed = 0;
        for (JsonNode file : shown.path("files")) {
            String status = file.path("status").asString();
            String before = PARENT + ":"
                    + file.path(status.equals("renamed") ? "previous_filename" : "filename")
                            .asString();
            boolean changed = status.equals("modified") || status.equals("renamed");
            assertThat(lookups.contains(before)).as("%s", file).isEqualTo(changed && hidesLines(file));
            if (hidesLines(file)) {
                assertThat(lookups).contains(file.path("sha").asString());
                modified += status.equals("modified") ? 1 : 0;
                renamed += status.equals("renamed") ? 1 : 0;
            }
        }
        assertThat(files).hasSize(300);
        assertThat(modified).isEqualTo(79);
        assertThat(renamed).isEqualTo(22);
    }

    @Test
    void tooManyPossibleRenamesAreLeftToGit() {
        assertThatThrownBy(() -> CommitFiles.check(COMMIT, sums(), CommitFiles.page(COMMIT, 1, shown)))
                .isInstanceOf(UncertainAnswerException.class)
                .hasMessageContaining("more renames than GitHub looks for");
    }

    private JsonNode sums() {
        long additions = 0;
        long deletions = 0;
        for (JsonNode file : shown.path("files")) {
            additions += file.path("additions").asLong();
            deletions += file.path("deletions").asLong();
        }
        return Json.tree(Json.write(Map.of("additions", additions, "deletions", deletions)));
    }

    @Test
    void tenFullPagesMayNotShowAllFiles() {
        assertThat(CommitFiles.page(COMMIT, 9, shown)).hasSize(300);
        assertThatThrownBy(() -> CommitFiles.page(COMMIT, 10, shown))
                .isInstanceOf(UncertainAnswerException.class)
                .hasMessageContaining("3000 files or more");
    }
}
