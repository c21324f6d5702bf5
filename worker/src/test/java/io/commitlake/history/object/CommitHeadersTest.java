package io.commitlake.history.object;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.history.git.Imported;
import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.history.git.plumbing.GitProcess;
import io.commitlake.testing.LooseObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parses commits that no current Git writes, and compares most of them with {@code git log}. */
final class CommitHeadersTest {
    private static final String DATE = "1577836800 +0000";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "encoding ISO-8859-1",
                "encoding iso-8859-1",
                "encoding latin1",
                "encoding ISO-8859-1\nencoding UTF-8",
                "encoding UTF-8\nencoding ISO-8859-1",
                "encoding KOI8-R\nencoding ISO-8859-1\nencoding UTF-8",
                "encoding no-such-encoding\nencoding ISO-8859-1",
                "encoding \nencoding ISO-8859-1",
                "Encoding ISO-8859-1",
                "gpgsig -----BEGIN PGP SIGNATURE-----\n encoding ISO-8859-1\n -----END PGP SIGNATURE-----",
                "mergetag object 0\n encoding ISO-8859-1\n \n text",
                "mergetag object 0\n encoding KOI8-R\nencoding ISO-8859-1",
            })
    void aMessageIsDecodedAsGitDecodesIt(String headers) throws IOException {
        BareRepository repository = Imported.empty(folder);
        String sha = LooseObject.commit(repository.folder(), "caf\u00e9", DATE + "\n" + headers, List.of());

        assertThat(read(repository, sha).message())
                .isEqualTo(text(repository, "log", "-1", "--format=%B", "--encoding=UTF-8", sha)
                        .stripTrailing());
    }

    /** Git neither shows nor fetches the commit that such a line names, so it must not become a parent. */
    @Test
    void onlyTheLinesBelowTheTreeNameParents() throws IOException {
        BareRepository repository = Imported.empty(folder);
        String parent = LooseObject.commit(repository.folder(), "parent", DATE, List.of());
        String headers = DATE + "\nparent " + "2".repeat(40);
        String sha = LooseObject.commit(repository.folder(), "child", headers, List.of(parent, parent));

        assertThat(read(repository, sha).parents()).containsExactly(parent, parent);
        assertThat(text(repository, "log", "-1", "--format=%P", sha).strip()).isEqualTo(parent + " " + parent);
    }

    /** {@code git log} stops at a NUL; the dataset keeps the whole message. */
    @Test
    void aMessageContinuesAfterANul() throws IOException {
        BareRepository repository = Imported.empty(folder);
        String sha = LooseObject.commit(repository.folder(), "before\0after", DATE, List.of());

        assertThat(read(repository, sha).message()).isEqualTo("before\0after");
    }

    /** Whether Git ignores such characters depends on the iconv of the C library, so the dataset must not. */
    @ParameterizedTest
    @ValueSource(strings = {"encoding ISO-8859-1 ", "encoding  ISO-8859-1", "encoding ISO-8859-1\r"})
    void anEncodingWithBlanksIsUnknown(String header) throws IOException {
        BareRepository repository = Imported.empty(folder);
        String sha = LooseObject.commit(repository.folder(), "caf\u00e9", DATE + "\n" + header, List.of());

        assertThat(read(repository, sha).message()).isEqualTo("caf\ufffd");
    }

    @Test
    void theFirstAuthorAndTheFirstCommitterCount() {
        RawCommit commit = RawCommit.parse("""
                tree 1
                tree 2
                author
                author A <a@example.com> 1 +0000
                author B <b@example.com> 2 +0000
                committer
                committer C <c@example.com> 3 +0000
                committer D <d@example.com> 4 +0000

                message
                """.getBytes(StandardCharsets.US_ASCII));

        assertThat(commit.tree()).isEqualTo("1");
        assertThat(commit.author().email()).contains("a@example.com");
        assertThat(commit.seconds()).isEqualTo(3);
    }

    private static RawCommit read(BareRepository repository, String sha) throws IOException {
        return RawCommit.parse(bytes(repository, "cat-file", "commit", sha));
    }

    private static String text(BareRepository repository, String... arguments) throws IOException {
        return GitText.decoded(bytes(repository, arguments));
    }

    private static byte[] bytes(BareRepository repository, String... arguments) throws IOException {
        try (GitProcess process = repository.git().start(repository.command(arguments));
                InputStream output = process.output()) {
            byte[] bytes = output.readAllBytes();
            process.waitForSuccess();
            return bytes;
        }
    }
}
