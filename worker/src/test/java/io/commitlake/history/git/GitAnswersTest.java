package io.commitlake.history.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.history.Deadline;
import io.commitlake.history.git.plumbing.GitProcess;
import io.commitlake.history.git.plumbing.PrintedOutput;
import io.commitlake.model.CommitlakeException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Output that no Git prints fails the repository by name: it is never read as a commit, a change or an end. */
class GitAnswersTest {
    private static final String SHA = "a".repeat(40);
    private static final String OTHER = "b".repeat(40);
    private static final String COMMIT = "tree " + OTHER + "\nauthor A <a> 1 +0000\ncommitter A <a> 1 +0000\n\nm\n";

    private static GitProcess printed(String output) {
        return PrintedOutput.of(
                "git",
                output.replace("SHA", SHA)
                        .replace("OTHER", OTHER)
                        .replace("COMMIT", COMMIT)
                        .getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void assertFails(ThrowingCallable read) {
        assertThatThrownBy(read)
                .isInstanceOfSatisfying(
                        CommitlakeException.class,
                        failed -> assertThat(failed.kind()).isEqualTo(CommitlakeException.Kind.REPOSITORY));
    }

    @Test
    void aWholeCommitIsRead() {
        CommitReader reader = new CommitReader(printed("SHA commit " + COMMIT.length() + "\nCOMMIT\n"));

        assertThat(reader.next(SHA).tree()).isEqualTo(OTHER);
        assertThat(reader.nextHeaders()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "SHA missing\n",
                "SHA commit 99999999999999999999\n",
                "SHA commit -1\n",
                "SHA commit 2x\n",
                "SHA commit 0\n\n",
                "SHA commit 9\nabc",
                "SHA commit 123\nCOMMIT",
                "OTHER commit 94\nCOMMIT\n",
                "SHA commit 94"
            })
    void anotherAnswerIsNoCommit(String output) {
        assertFails(() -> new CommitReader(printed(output)).next(SHA));
        if (!output.equals("SHA missing\n")) {
            assertFails(() -> new CatFile(printed(output)).readCommit(SHA));
        }
    }

    @Test
    void theCommitAfterOnesThatAreNoCommitsIsRead() {
        CatFile reader =
                new CatFile(printed("SHA missing\nSHA tag 3\nabc\nSHA commit " + COMMIT.length() + "\nCOMMIT\n"));

        assertThat(reader.readCommit(SHA)).isEmpty();
        assertThat(reader.readCommit(SHA)).isEmpty();
        assertThat(reader.readCommit(SHA).orElseThrow().tree()).isEqualTo(OTHER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "SHA\n\nOTHER\n", "HEAD\n", "SHA OTHER\n", "SHA"})
    void anotherLineIsNoReachedCommit(String output) {
        assertFails(() -> {
            ReachableCommits reached = new ReachableCommits(printed(output));
            while (reached.next().isPresent()) {
                // read on
            }
        });
    }

    @Test
    void aLineWithoutAnEndTakesNoMemory() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'a';
            }
        };

        assertFails(() -> new ReachableCommits(PrintedOutput.of("rev-list", endless)).next());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SHA\0:100644 100644 OTHER SHA \0path\0",
                "SHA\0:100644 100644 OTHER SHA\0path\0",
                "SHA\0:100644 100644 OTHER SHA X\0path\0",
                "SHA\0:100644 100644 OTHER SHA M\0",
                "SHA\0:100644 100644 OTHER SHA M\0\0",
                "SHA\0:100644 100644 OTHER SHA R100\0old\0",
                "SHA\0:100644 100644 OTHER sha M\0path\0",
                "SHA\0:100644 100644 OTHER SHA A\0path\0",
                "SHA\0:000000 100644 OTHER SHA M\0path\0",
                "SHA\0:100644 100644 OTHER SHA D\0path\0",
                "SHA\0:-00644 100644 OTHER SHA M\0path\0",
                "OTHER\0"
            })
    void anotherAnswerIsNoChange(String output) {
        assertFails(() -> new TreeDiff(printed(output), 1 << 20, Deadline.after(Duration.ofDays(1))).next(SHA));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "SHA blob 99999999999999999999\n",
                "SHA blob -1\n",
                "SHA blob\n",
                "SHA tree 1\n",
                "OTHER blob 1\n",
                "SHA blob 1"
            })
    void anotherAnswerIsNoBlob(String output) {
        assertFails(() -> new CatFile(printed(output)).readLines(List.of(SHA)));
    }
}
