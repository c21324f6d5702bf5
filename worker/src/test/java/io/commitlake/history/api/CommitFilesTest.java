package io.commitlake.history.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.model.Json;
import io.commitlake.model.commit.ChangeStatus;
import io.commitlake.model.commit.CommitPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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
    void theVersionsBeforeAndAfterAreLookedUp() {
        List<ListedFile> files = CommitFiles.page(COMMIT, 1, shown);
        List<CommitPath> paths = new CommitDetail(COMMIT, MadeCommits.object(List.of(PARENT)), files).paths();

        List<CommitPath> expected = new ArrayList<>();
        for (JsonNode file : shown.path("files")) {
            String path = file.path("filename").asString();
            String status = file.path("status").asString();
            if (!status.equals("added")) {
                expected.add(
                        new CommitPath(PARENT, file.path("previous_filename").asString(path)));
            }
            if (!status.equals("removed")) {
                expected.add(new CommitPath(COMMIT, path));
            }
        }
        assertThat(paths).containsExactlyElementsOf(expected);
        assertThat(files).hasSize(300);
    }

    @Test
    void aFileWithoutCountedLinesMayHideThem() {
        List<ListedFile> files = CommitFiles.page(COMMIT, 1, shown);
        Map<ChangeStatus, Integer> hidden = new EnumMap<>(ChangeStatus.class);
        for (int i = 0; i < files.size(); i++) {
            assertThat(files.get(i).mayHideLines())
                    .isEqualTo(hidesLines(shown.path("files").path(i)));
            if (files.get(i).mayHideLines()) {
                hidden.merge(files.get(i).status(), 1, Integer::sum);
            }
        }
        assertThat(hidden).containsEntry(ChangeStatus.MODIFIED, 79).containsEntry(ChangeStatus.RENAMED, 22);
    }

    @Test
    void aChangeInACommitWithoutParentsIsUncertain() {
        CommitDetail root = new CommitDetail(COMMIT, MadeCommits.object(List.of()), CommitFiles.page(COMMIT, 1, shown));
        assertThatThrownBy(root::paths)
                .isInstanceOf(UncertainAnswerException.class)
                .hasMessageContaining("has no parent");
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
