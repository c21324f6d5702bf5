package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code doctor} finds what is wrong, says what to do, and leaves nothing behind. */
class DoctorTest {
    @TempDir
    Path folder;

    private Stack stack;

    @BeforeEach
    void serve() throws IOException {
        Path histories = Files.createDirectory(folder.resolve("histories"));
        Repo good = Repo.create(histories, "good");
        good.branch("main", good.commit("2020-01-01T00:00:00Z", "a", "1\n"));
        stack = new Stack(folder, histories, options -> options.withTokens(List.of("first-token-1", "second-token-2")));
    }

    @AfterEach
    void stop() {
        stack.close();
    }

    private static List<String> levels(Stack.Result ended) {
        return ended.out().lines().map(line -> line.substring(0, 17).strip()).toList();
    }

    @Test
    void everythingIsWellWithADatasetInABucketAndInAFolder() throws IOException {
        for (String place : List.of("s3", "folder")) {
            if (place.equals("folder")) {
                stack.into(folder.resolve("dataset"));
            }
            Stack.Result before = stack.commitlake("doctor").ended(0);
            assertThat(before.out())
                    .containsPattern("(?m)^ok       store    .*conditional puts.*work$")
                    .containsPattern("(?m)^warning  dataset  there is none yet: `commitlake track owner/name`");
            assertThat(stack.dataset()).isDirectoryNotContaining("glob:**/_*");

            stack.track("good").ended(0);
            assertThat(levels(stack.commitlake("doctor").ended(0)))
                    .containsExactly(
                            "ok       store",
                            "ok       dataset",
                            "ok       token 1",
                            "ok       token 2",
                            "ok       clock",
                            "ok       git",
                            "ok       disk",
                            "ok       memory");
            assertThat(stack.dataset().resolve("_doctor")).doesNotExist();
        }
    }

    @Test
    void aBrokenTokenAndAnUnusableStoreHideNoOtherCheck() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "in the way");
        stack.set("GITHUB_TOKENS", "first-token-1,token-of-nobody")
                .set("COMMITLAKE_DATASET", "file:" + file.resolve("dataset"))
                .set("COMMITLAKE_WORK_DIR", file.resolve("work").toString());

        Stack.Result ended = stack.commitlake("doctor").ended(3);

        assertThat(levels(ended))
                .containsExactly(
                        "FAILED   store",
                        "ok       token 1",
                        "FAILED   token 2",
                        "ok       clock",
                        "ok       git",
                        "FAILED   machine");
        assertThat(ended.out()).contains("COMMITLAKE_WORK_DIR is ").doesNotContain("token-of-nobody");
    }

    @Test
    void aMistypedKeyIsNamedAsTheStoresFailure() {
        stack.set("AWS_SECRET_ACCESS_KEY", "key-of-nobody");

        assertThat(stack.commitlake("doctor").ended(3).out())
                .containsPattern("(?m)^FAILED   store    .*s3://github")
                .doesNotContain("key-of-nobody");
    }

    @Test
    void theSummaryHasTheFindings() throws IOException {
        Path summary = folder.resolve("summary.json");
        stack.commitlake("doctor", "--summary", summary.toString()).ended(0);

        assertThat(Files.readString(summary)).contains("\"findings\"", "\"subject\" : \"store\"", "\"level\" : \"OK\"");
    }
}
