package io.commitlake.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.model.ShaSet;
import io.commitlake.model.Table;
import io.commitlake.model.commit.Commit;
import io.commitlake.storage.S3Access;
import io.commitlake.storage.StorageLocation;
import io.commitlake.storage.Storages;
import io.commitlake.testing.Python;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExportedCommitsTest {
    @Test
    void theOriginalProgramsFilesAreReadWithoutTheNewerColumns(@TempDir Path dataset, @TempDir Path work)
            throws IOException {
        List<Commit> commits = Histories.commits(3);
        WrittenFile written = Histories.write(work, commits).stream()
                .filter(file -> file.file().key().startsWith(Table.COMMITS.folder() + "/"))
                .findFirst()
                .orElseThrow();
        Path file = dataset.resolve(written.file().key());
        Files.createDirectories(file.getParent());
        Files.move(written.local(), file);
        Python.run("-c", """
                import sys, pyarrow.parquet as pq
                pq.write_table(pq.ParquetFile(sys.argv[1]).read().select(range(10)), sys.argv[1])
                """, file.toString());

        ShaSet shas = new ExportedCommits(Storages.open(new StorageLocation.Folder(dataset), S3Access.byDefault()))
                .read(1000, written.month().orElseThrow(), written.file().key()::equals, work);

        assertThat(commits).extracting(Commit::sha).allMatch(shas::contains);
        assertThat(shas.size()).isEqualTo(3);
    }
}
