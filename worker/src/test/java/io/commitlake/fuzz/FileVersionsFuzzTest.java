package io.commitlake.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.commitlake.github.RepositoryObjects;
import io.commitlake.model.commit.CommitPath;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** GraphQL's answers to lookups of files and blobs. */
@Tag("jazzer")
class FileVersionsFuzzTest {
    private static final String SHA = "a".repeat(40);

    @FuzzTest
    void read(byte[] answer) {
        RepositoryObjects objects = FuzzedGitHub.withToken(answer).objects();
        Foreign.read(() -> objects.files(FuzzedGitHub.REPOSITORY, List.of(new CommitPath(SHA, "a.txt"))));
        Foreign.read(() -> objects.texts(FuzzedGitHub.REPOSITORY, List.of(SHA)));
    }
}
