package io.commitlake.history.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.history.git.Imported;
import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.history.git.plumbing.GitProcess;
import io.commitlake.model.CommitlakeException;
import io.commitlake.testing.LooseObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
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
                tree 1111111111111111111111111111111111111111
                tree 2222222222222222222222222222222222222222
                author
                author A <a@example.com> 1 +0000
                author B <b@example.com> 2 +0000
                committer
                committer C <c@example.com> 3 +0000
                committer D <d@example.com> 4 +0000

                message
                """.getBytes(StandardCharsets.US_ASCII));

        assertThat(commit.tree()).isEqualTo("1".repeat(40));
        assertThat(commit.author().email()).contains("a@example.com");
        assertThat(commit.seconds()).isEqualTo(3);
    }

    /** Git follows the parents right after the tree, and no others. It reads SHAs in upper case. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "tree TREE\nparent ROOT\nauthor A <a> 1 +0000\nparent HEAD\ncommitter A <a> 1 +0000\n\n",
                "tree TREE\nauthor A <a> 1 +0000\ncommitter A <a> 1 +0000\nparent HEAD\n\n",
                "tree TREE\nencoding UTF-8\nparent HEAD\nauthor A <a> 1 +0000\ncommitter A <a> 1 +0000\n\n",
                "tree tree\nparent root\nparent HEAD\nauthor A <a> 1 +0000\ncommitter A <a> 1 +0000\n\n",
                "tree TREE\nparent HEAD\nparent HEAD\nauthor A <a> 1 +0000\ncommitter A <a> 1 +0000\n\n",
                "tree TREE\nparent\nparent HEAD\nauthor A <a> 1 +0000\ncommitter A <a> 1 +0000\n\n",
                "tree TREE\nparent HEAD",
            })
    void treeAndParentsAreThoseThatGitFollows(String object) throws IOException {
        BareRepository repository = Imported.empty(folder);
        String root = LooseObject.commit(repository.folder(), "root", DATE, List.of());
        String head = LooseObject.commit(repository.folder(), "head", DATE, List.of(root));
        String tree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
        byte[] bytes = object.replace("TREE", tree)
                .replace("tree tree", "tree " + tree.toUpperCase(Locale.ROOT))
                .replace("root", root.toUpperCase(Locale.ROOT))
                .replace("ROOT", root)
                .replace("HEAD", head)
                .getBytes(StandardCharsets.US_ASCII);
        String sha = LooseObject.write(repository.folder(), "commit", bytes);

        RawCommit commit = RawCommit.parse(bytes);

        assertThat((commit.tree() + " " + String.join(" ", commit.parents())).strip())
                .isEqualTo(text(repository, "log", "-1", "--format=%T %P", sha).strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "author A <a> 1 +0000\n\n",
                "tree 1\n\n",
                "tree TREE\r\nauthor A <a> 1 +0000\n\n",
                "tree TREE\nparent 1\nauthor A <a> 1 +0000\ncommitter A <a> 1 +0000\n\n",
                "tree TREE\nparent TREE TREE\nauthor A <a> 1 +0000\n\n",
            })
    void anObjectThatGitCantParseIsRefused(String object) throws IOException {
        BareRepository repository = Imported.empty(folder);
        byte[] bytes = object.replace("TREE", "4b825dc642cb6eb9a060e54bf8d69288fbee4904")
                .getBytes(StandardCharsets.US_ASCII);
        String sha = LooseObject.write(repository.folder(), "commit", bytes);

        assertThatThrownBy(() -> RawCommit.parse(bytes)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> text(repository, "log", "-1", "--format=%T %P", sha))
                .isInstanceOf(CommitlakeException.class);
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
