package io.commitlake.history.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.history.NewCommits;
import io.commitlake.history.NewCommits.Span;
import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.model.commit.Commit;
import io.commitlake.model.commit.CommitMonth;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks at running processes: which Git processes an export keeps between spans, and that it leaves none behind. */
class LineCountsPoolTest {
    private static final CommitMonth MONTH = CommitMonth.parse("1970-01");

    @TempDir
    Path folder;

    private BareRepository repository;
    private String tip;

    @BeforeEach
    void importFourCommits() throws IOException {
        Imported imported = Imported.of(
                folder,
                IntStream.rangeClosed(1, 4)
                        .mapToObj(lines -> "M 644 inline f\n" + Imported.data("a line\n".repeat(lines)))
                        .toList());
        repository = imported.repository();
        tip = imported.shas().getLast();
    }

    @Test
    void theNextSpanReusesTheGitProcessAndClosingEndsIt() {
        try (NewCommits commits = new GitHistory(repository).newCommits(tip, List.of(), Optional.empty())) {
            readSpan(commits, 0, 2, commit -> {});
            List<Long> first = running();
            readSpan(commits, 2, 4, commit -> {});

            assertThat(first).hasSize(1);
            assertThat(running()).isEqualTo(first);
        }
        assertEveryGitProcessEnds();
    }

    @Test
    void aFailedSpanLeavesNoGitProcess() {
        try (NewCommits commits = new GitHistory(repository).newCommits(tip, List.of(), Optional.empty())) {
            assertThatThrownBy(() -> readSpan(commits, 0, 2, commit -> {
                        throw new IllegalStateException("the disk is full");
                    }))
                    .hasMessage("the disk is full");

            assertEveryGitProcessEnds();
        }
    }

    @Test
    void aSpanThatIsReadDuringCloseEndsItsGitProcess() {
        NewCommits commits = new GitHistory(repository).newCommits(tip, List.of(), Optional.empty());
        readSpan(commits, 0, 2, commit -> commits.close());

        assertEveryGitProcessEnds();
        assertThatThrownBy(() -> readSpan(commits, 2, 4, commit -> {})).isInstanceOf(IllegalStateException.class);
        assertThat(folder).isDirectoryNotContaining("glob:**span-*");
    }

    private static void readSpan(NewCommits commits, int from, int to, Consumer<Commit> each) {
        commits.read(new Span(MONTH, from, to), email -> OptionalLong.empty(), each);
    }

    /** A killed process takes a moment to end. */
    private void assertEveryGitProcessEnds() {
        processes()
                .forEach(process ->
                        process.onExit().orTimeout(10, TimeUnit.SECONDS).join());
        assertThat(running()).isEmpty();
    }

    /** The ids of the Git processes that run on this repository. */
    private List<Long> running() {
        return processes().map(ProcessHandle::pid).toList();
    }

    private Stream<ProcessHandle> processes() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.isAlive()
                        && Arrays.stream(process.info().arguments().orElse(new String[0]))
                                .anyMatch(word -> word.equals("--git-dir=" + repository.folder())));
    }
}
