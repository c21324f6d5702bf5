package io.commitlake.history.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.history.FetchException;
import io.commitlake.history.FetchOutcome;
import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.history.git.plumbing.ProcessLimits;
import io.commitlake.testing.LooseObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeDiffTest {
    @TempDir
    Path folder;

    @Test
    void aCommitWhoseFilesExceedTheMemoryLimitIsTooLarge() throws IOException {
        BareRepository repository = Imported.empty(folder);
        String blob = LooseObject.write(repository.folder(), "blob", new byte[0]);
        ByteArrayOutputStream tree = new ByteArrayOutputStream();
        for (int file = 1000; file < 2000; file++) {
            tree.writeBytes(("100644 " + file + "\0").getBytes(StandardCharsets.US_ASCII));
            tree.writeBytes(HexFormat.of().parseHex(blob));
        }
        String wide = LooseObject.write(repository.folder(), "tree", tree.toByteArray());
        String commit = LooseObject.write(
                repository.folder(),
                "commit",
                ("tree " + wide + "\nauthor A <a@b> 1 +0000\ncommitter C <c@d> 1 +0000\n\nwide\n")
                        .getBytes(StandardCharsets.US_ASCII));
        Path shas = Files.writeString(folder.resolve("shas"), commit + "\n");
        long each = ProcessLimits.heldBytes(new byte[4]);

        try (TreeDiff enough = new TreeDiff(repository, shas, 1000 * each)) {
            assertThat(enough.next(commit)).hasSize(1000);
            enough.finish();
        }
        try (TreeDiff tooFew = new TreeDiff(repository, shas, 999 * each)) {
            assertThatThrownBy(() -> tooFew.next(commit))
                    .isInstanceOfSatisfying(
                            FetchException.class,
                            stopped -> assertThat(stopped.outcome()).isInstanceOf(FetchOutcome.TooLarge.class));
        }
    }
}
