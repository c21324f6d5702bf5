package io.commitlake.history.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.history.Remote;
import io.commitlake.history.lines.LineCount;
import io.commitlake.model.Json;
import io.commitlake.model.commit.FileVersion;
import io.commitlake.model.commit.GitObject;
import io.commitlake.model.commit.SizedVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Blobs from a GitHub whose idea of text isn't Git's. */
class BlobLineCountsTest {
    private static final byte[] TEXT = "a\nb\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] LATIN = "caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] UTF_16 = "text".getBytes(StandardCharsets.UTF_16);
    private static final byte[] BINARY = {'a', 0, 'b'};

    /** Blobs by SHA, the texts that GraphQL shows for them, and the requests made. */
    private record Blobs(Map<String, byte[]> contents, Map<String, String> texts, List<Integer> requests)
            implements Pages {
        Blobs() {
            this(new HashMap<>(), new HashMap<>(), new ArrayList<>());
        }

        /** Adds a blob. */
        SizedVersion add(byte[] blob, Optional<String> text) {
            String sha = GitObject.sha("blob", blob);
            contents.put(sha, blob);
            text.ifPresent(shown -> texts.put(sha, shown));
            return new SizedVersion(new FileVersion("100644", sha), OptionalLong.of(blob.length));
        }

        SizedVersion add(byte[] blob) {
            return add(blob, Optional.of(new String(blob, StandardCharsets.UTF_8)));
        }

        @Override
        public Page get(Remote remote, String path) {
            requests.add(1);
            byte[] blob = contents.get(path.substring(path.lastIndexOf('/') + 1));
            return new Page(
                    Json.tree(
                            Json.write(Map.of("content", Base64.getMimeEncoder().encodeToString(blob)))),
                    1);
        }

        @Override
        public Map<String, String> texts(Remote remote, List<String> shas) {
            requests.add(shas.size());
            Map<String, String> shown = new HashMap<>(texts);
            shown.keySet().retainAll(shas);
            return shown;
        }
    }

    private final Blobs github = new Blobs();
    private final BlobLineCounts counts = new BlobLineCounts(new BlobContents(github, MadeCommits.REMOTE, 0));

    private boolean isBinary(SizedVersion blob) {
        return Objects.requireNonNull(counts.binaries(List.of(blob)).get(blob.sha()));
    }

    @Test
    void aTextThatHashesToTheBlobTakesOneRequest() {
        assertThat(isBinary(github.add(TEXT))).isFalse();
        assertThat(github.requests()).hasSize(1);
    }

    @Test
    void aNulInATextDecidesByItsPlace() {
        byte[] late = new byte[9000];
        Arrays.fill(late, (byte) 'a');
        late[8000] = 0;
        byte[] early = late.clone();
        early[7999] = 0;

        assertThat(isBinary(github.add(late))).isFalse();
        assertThat(isBinary(github.add(early))).isTrue();
    }

    @Test
    void aRecodedTextIsReadAgain() {
        assertThat(isBinary(github.add(UTF_16, Optional.of("text")))).isTrue();
        assertThat(github.requests()).hasSize(2);
    }

    @Test
    void aBlobThatGitHubTakesForBinaryIsReadAgain() {
        assertThat(isBinary(github.add(LATIN, Optional.empty()))).isFalse();
        assertThat(isBinary(github.add(BINARY, Optional.empty()))).isTrue();
    }

    @Test
    void anEmptyBlobIsText() {
        assertThat(isBinary(github.add(new byte[0], Optional.empty()))).isFalse();
    }

    @Test
    void aHundredTextsTakeOneRequest() {
        List<SizedVersion> blobs = IntStream.range(0, 201)
                .mapToObj(i -> github.add(("text " + i).getBytes(StandardCharsets.UTF_8)))
                .toList();

        assertThat(counts.binaries(blobs)).hasSize(201).doesNotContainValue(true);
        assertThat(github.requests()).containsExactly(100, 100, 1);
    }

    @Test
    void aRequestForTextsHasAtMostAMegabyte() {
        List<SizedVersion> blobs = IntStream.range(0, 4)
                .mapToObj(i -> github.add((i + "x".repeat(400_000)).getBytes(StandardCharsets.UTF_8)))
                .toList();

        assertThat(counts.binaries(blobs)).hasSize(4);
        assertThat(github.requests()).containsExactly(2, 2);
    }

    @Test
    void tooManyRequestsAreLeftToGit() {
        List<SizedVersion> blobs = IntStream.range(0, 5)
                .mapToObj(i -> github.add(new byte[] {0, (byte) i}, Optional.empty()))
                .toList();

        assertThatThrownBy(() -> counts.binaries(blobs)).isInstanceOf(UncertainAnswerException.class);
    }

    @Test
    void aBlobThatIsTooLargeIsLeftToGit() {
        SizedVersion huge = new SizedVersion(new FileVersion("100644", "1".repeat(40)), OptionalLong.of(11 << 20));

        assertThatThrownBy(() -> isBinary(huge)).isInstanceOf(UncertainAnswerException.class);
    }

    @Test
    void aBinaryOnEitherSideHasNoLines() {
        SizedVersion text = github.add(TEXT);
        SizedVersion binary = github.add(BINARY);

        assertThat(counts.count(Optional.of(binary), Optional.of(text))).isEqualTo(LineCount.BINARY);
        assertThat(counts.count(Optional.of(text), Optional.of(binary))).isEqualTo(LineCount.BINARY);
    }
}
