package io.commitlake.history.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.history.object.LooseObjects;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.contents.Contents;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Git supplies the blobs that Java can't read by itself: here, loose objects. */
class ReadBlobsTest {
    @TempDir
    Path folder;

    @Test
    void blobsOfAnySizeThatADatasetKeepsAreReadExactly() throws IOException {
        BareRepository repository = Imported.empty(folder);
        Map<String, byte[]> expected = new HashMap<>();
        Map<String, Long> sizes = new HashMap<>();
        for (int size : new int[] {0, 1, 70_000, (int) Contents.LIMIT}) {
            byte[] content = new byte[size];
            new Random(size).nextBytes(content);
            String sha = LooseObjects.write(repository.folder().resolve("objects"), "blob", content);
            expected.put(sha, content);
            sizes.put(sha, (long) size);
        }
        try (ObjectReader reader = new ObjectReader(repository)) {
            assertThat(reader.readBlobs(sizes)).containsExactlyInAnyOrderEntriesOf(expected);
        }
    }

    @Test
    void aBlobOfAnotherSizeThanTheRowsSayIsNotLoaded() throws IOException {
        BareRepository repository = Imported.empty(folder);
        String sha = LooseObjects.write(repository.folder().resolve("objects"), "blob", new byte[1000]);
        String missing = "a".repeat(40);
        try (ObjectReader reader = new ObjectReader(repository)) {
            assertThatThrownBy(() -> reader.readBlobs(Map.of(sha, 999L)))
                    .isInstanceOf(CommitlakeException.class)
                    .hasMessageContainingAll(sha, "1000 bytes, not 999");
        }
        try (ObjectReader reader = new ObjectReader(repository)) {
            assertThatThrownBy(() -> reader.readBlobs(Map.of(missing, 1L)))
                    .isInstanceOf(CommitlakeException.class)
                    .hasMessageContaining(missing);
        }
    }
}
