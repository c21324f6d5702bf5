package io.commitlake.dataset.contents;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.model.commit.GitObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlobUsesTest {
    private static final int USES = 5_000;

    @TempDir
    Path folder;

    /** Few uses in memory make many parts, and more than the most parts. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1_000, USES, 100_000})
    void blobsComeInTheOrderOfTheirShasWithAllTheirUses(int inMemory) throws IOException {
        Map<String, List<BlobUse>> expected = new TreeMap<>();
        Map<String, List<BlobUse>> found = new LinkedHashMap<>();
        try (BlobUses uses = new BlobUses(folder.resolve("uses"), inMemory)) {
            for (int i = 0; i < USES; i++) {
                // A few blobs have most of the uses, and SHAs that begin alike are told apart.
                int content = i % 3 == 0 ? i : i % 5;
                String sha = i % 2 == 0
                        ? GitObject.sha("blob", Integer.toString(content).getBytes(StandardCharsets.UTF_8))
                        : "f".repeat(30) + "%010d".formatted(content);
                BlobUse use = new BlobUse(sha, 10L * content, i % 4, i % 100, i);
                expected.computeIfAbsent(sha, of -> new ArrayList<>()).add(use);
                uses.add(use);
                if (i % 1_000 == 0) {
                    uses.pause();
                }
            }
            uses.forEachBlob(blob -> {
                List<BlobUse> all = new ArrayList<>();
                blob.forEach(all::add);
                assertThat(found.put(blob.sha(), all)).isNull();
                assertThat(blob.size()).isEqualTo(all.getFirst().size());
                assertThat(blob.any(2)).isEqualTo(all.stream().anyMatch(use -> (use.flags() & 2) == 2));
            });
        }
        assertThat(List.copyOf(found.entrySet())).isEqualTo(List.copyOf(expected.entrySet()));
        try (var left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void withoutUsesThereAreNoBlobs() {
        try (BlobUses uses = new BlobUses(folder.resolve("uses"))) {
            uses.forEachBlob(blob -> {
                throw new AssertionError(blob.sha());
            });
        }
    }
}
