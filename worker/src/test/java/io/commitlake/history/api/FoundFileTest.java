package io.commitlake.history.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.history.lines.LineCount;
import io.commitlake.model.commit.ChangeStatus;
import io.commitlake.model.commit.CommitPath;
import io.commitlake.model.commit.FileChange;
import io.commitlake.model.commit.FileVersion;
import io.commitlake.model.commit.SizedVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file that GitHub lists must be in the trees as listed, or Git is asked. */
class FoundFileTest {
    private static final String COMMIT = "1".repeat(40);
    private static final String PARENT = "2".repeat(40);
    private static final String OLD = "a".repeat(40);
    private static final String NEW = "b".repeat(40);
    private static final LineCount HIDDEN = LineCount.NONE;
    private static final LineCount SHOWN = new LineCount(1, 1);

    private final Map<CommitPath, SizedVersion> versions = new HashMap<>();

    private FoundFileTest in(String commit, String path, String mode, String sha) {
        OptionalLong size = mode.equals("160000") || mode.equals("040000") ? OptionalLong.empty() : OptionalLong.of(5);
        versions.put(new CommitPath(commit, path), new SizedVersion(new FileVersion(mode, sha), size));
        return this;
    }

    private static ListedFile listed(ChangeStatus status, String sha, LineCount lines) {
        Optional<String> previous = status == ChangeStatus.RENAMED ? Optional.of("from") : Optional.empty();
        return new ListedFile(status, sha, "to", previous, lines, !lines.equals(HIDDEN));
    }

    private FoundFile found(ListedFile file) {
        CommitDetail commit = new CommitDetail(COMMIT, MadeCommits.object(List.of(PARENT)), List.of(file));
        assertThat(commit.paths()).as("the paths to look up").containsAll(versions.keySet());
        return commit.found(versions).getFirst();
    }

    private FileChange row(ListedFile file, boolean binary) {
        Pages noBlobs = (remote, path) -> {
            throw new IllegalStateException("no blob is read: " + path);
        };
        BlobLineCounts none = new BlobLineCounts(new BlobContents(noBlobs, MadeCommits.REMOTE, 0));
        return found(file).row(Map.of(NEW, binary), none);
    }

    private void assertUncertain(ListedFile file) {
        assertThatThrownBy(() -> found(file)).isInstanceOf(UncertainAnswerException.class);
    }

    @Test
    void aRenamedFileHasBothVersions() {
        in(PARENT, "from", "100644", OLD).in(COMMIT, "to", "100755", NEW);
        FileChange row = row(listed(ChangeStatus.RENAMED, NEW, SHOWN), false);

        assertThat(row.before()).hasValue(new FileVersion("100644", OLD));
        assertThat(row.after()).hasValue(new FileVersion("100755", NEW));
        assertThat(row.size()).hasValue(5);
        assertThat(row.binary()).isFalse();
        assertThat(row.linesAdded()).isEqualTo(1);
    }

    @Test
    void aRemovedFileHasItsVersionInTheParent() {
        in(PARENT, "to", "120000", OLD);
        FileChange row = row(listed(ChangeStatus.REMOVED, OLD, SHOWN), false);

        assertThat(row.before()).hasValue(new FileVersion("120000", OLD));
        assertThat(row.after()).isEmpty();
        assertThat(row.size()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aBlobThatOnlyMovedIsBinaryIfItsContentsAre(boolean binary) {
        in(PARENT, "from", "100644", NEW).in(COMMIT, "to", "100644", NEW);
        ListedFile moved = listed(ChangeStatus.RENAMED, NEW, HIDDEN);

        assertThat(found(moved).keptBlob()).isPresent();
        assertThat(row(moved, binary).binary()).isEqualTo(binary);
    }

    @Test
    void aMovedSubmoduleIsNoBlob() {
        in(PARENT, "from", "160000", NEW).in(COMMIT, "to", "160000", NEW);
        ListedFile moved = listed(ChangeStatus.RENAMED, NEW, HIDDEN);

        assertThat(found(moved).keptBlob()).isEmpty();
        assertThat(row(moved, true).binary()).isFalse();
        assertThat(row(moved, true).size()).isEmpty();
    }

    @Test
    void aVersionThatIsMissingIsUncertain() {
        in(COMMIT, "to", "100644", NEW);
        assertUncertain(listed(ChangeStatus.MODIFIED, NEW, SHOWN));
        versions.clear();
        in(PARENT, "to", "100644", OLD);
        assertUncertain(listed(ChangeStatus.MODIFIED, NEW, SHOWN));
    }

    /** GitHub may show a path in other bytes than Git has, and then show another file for it. */
    @Test
    void anotherObjectThanTheListedOneIsUncertain() {
        in(PARENT, "to", "100644", OLD);
        assertUncertain(listed(ChangeStatus.REMOVED, NEW, SHOWN));
        in(COMMIT, "to", "100644", OLD);
        assertUncertain(listed(ChangeStatus.MODIFIED, NEW, SHOWN));
    }

    /** Git calls a file that became a link changed in type, and rounds modes such as 100664. */
    @ParameterizedTest
    @CsvSource({"100644,120000", "120000,160000", "100755,040000", "100664,100644"})
    void anotherTypeOrAnUnusualModeIsUncertain(String before, String after) {
        in(PARENT, "to", before, OLD).in(COMMIT, "to", after, NEW);
        assertUncertain(listed(ChangeStatus.MODIFIED, NEW, SHOWN));
    }

    @Test
    void aModificationWithoutAChangeIsUncertain() {
        in(PARENT, "to", "100644", NEW).in(COMMIT, "to", "100644", NEW);
        assertUncertain(listed(ChangeStatus.MODIFIED, NEW, HIDDEN));
    }

    @Test
    void linesOfABlobThatOnlyMovedAreUncertain() {
        in(PARENT, "from", "100644", NEW).in(COMMIT, "to", "100644", NEW);
        assertUncertain(listed(ChangeStatus.RENAMED, NEW, SHOWN));
    }
}
