package io.commitlake.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.dataset.parquet.RowFileReader;
import io.commitlake.dataset.parquet.RowFileWriter;
import io.commitlake.dataset.parquet.TableSchema;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Export;
import io.commitlake.model.People;
import io.commitlake.model.Sha256;
import io.commitlake.model.Table;
import io.commitlake.model.commit.ChangeStatus;
import io.commitlake.model.commit.Commit;
import io.commitlake.model.commit.FileChange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.apache.parquet.column.values.bloomfilter.BloomFilter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.api.Binary;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MonthWriterTest {
    @TempDir
    private Path folder;

    @Test
    void theSameCommitsMakeTheSameBytes() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));

        List<WrittenFile> once = Histories.write(folder, Histories.commits(5_000));
        List<WrittenFile> again = Histories.write(other, Histories.commits(5_000));

        assertThat(again)
                .extracting(WrittenFile::file)
                .isEqualTo(once.stream().map(WrittenFile::file).toList());
        for (int i = 0; i < once.size(); i++) {
            assertThat(again.get(i).local()).hasSameBinaryContentAs(once.get(i).local());
        }
    }

    @Test
    void aWrittenFileDescribesItsBytesOnDisk() throws IOException {
        List<WrittenFile> files = Histories.write(folder, Histories.commits(9));

        assertThat(files).extracting(WrittenFile::table).containsExactlyElementsOf(Table.BY_MONTH);
        assertThat(files)
                .extracting(file -> file.file().key(), file -> file.file().rows())
                .containsExactly(
                        row("commits/repository_id=1000/commit_month=2024-02/commits_1000-0.parquet", 9),
                        row(
                                "file_changes/repository_id=1000/commit_month=2024-02/file_changes_1000-0.parquet",
                                9 + 3 * 4),
                        row(
                                "file_states/repository_id=1000/commit_month=2024-02/file_states_1000-0.parquet",
                                9 + 3 * 2));
        for (WrittenFile file : files) {
            byte[] bytes = Files.readAllBytes(file.local());
            assertThat(file.file().bytes()).isEqualTo(bytes.length);
            assertThat(file.file().sha256())
                    .isEqualTo(HexFormat.of().formatHex(Sha256.digest().digest(bytes)));
        }
    }

    @Test
    void aFileKeepsOfPeopleWhatItsModeSays() throws IOException {
        CommitRow clear = onlyRow(People.CLEAR);
        assertThat(clear.authorName()).contains("Ann Ü. Thor");
        assertThat(clear.authorEmail()).contains("Ann@Example.org");
        assertThat(clear.committerName()).contains("Com");
        assertThat(clear.committerEmail()).isEmpty();

        CommitRow hashed = onlyRow(People.HASHED);
        assertThat(hashed.authorName()).isEmpty();
        assertThat(hashed.authorEmail())
                .contains(Sha256.of("ann@example.org".getBytes(StandardCharsets.UTF_8)) + "@example.org");
        assertThat(hashed.committerName()).isEmpty();
        assertThat(hashed.committerEmail()).isEmpty();

        CommitRow none = onlyRow(People.NONE);
        assertThat(none.authorName()).isEmpty();
        assertThat(none.authorEmail()).isEmpty();
        assertThat(none.committerName()).isEmpty();
        assertThat(none.committerEmail()).isEmpty();

        assertThat(List.of(clear, hashed, none)).allSatisfy(row -> {
            assertThat(row.commitMessage()).isEqualTo(clear.commitMessage());
            assertThat(row.commitAuthorId()).hasValue(1_000_000);
            assertThat(row.committerId()).hasValue(2_000_000);
            assertThat(row.authorUtcOffset()).hasValue(-210);
        });
    }

    /** Writes one commit and reads its row back. */
    private CommitRow onlyRow(People people) throws IOException {
        try (MonthWriter month = new MonthWriter(new Export(1000, 0), Histories.MONTH, Histories.URL, people, folder)) {
            month.write(Histories.commit(0, Histories.START));
            Path commits = month.finish().getFirst().local();
            try (RowFileReader<CommitRow> rows =
                    new RowFileReader<>(new LocalInputFile(commits), TableSchema.of(Table.COMMITS), CommitRow::of)) {
                return Objects.requireNonNull(rows.next());
            }
        }
    }

    @Test
    void aTableWithoutRowsHasNoFile() {
        Commit empty = Histories.commit(1, Histories.START, "", List.of(), List.of());
        Commit removal = Histories.commit(
                2,
                Histories.START.plusSeconds(1),
                "",
                List.of(),
                List.of(Histories.change(ChangeStatus.REMOVED, 1, "gone", 0, 1)));

        assertThat(Histories.write(folder, List.of())).isEmpty();
        assertThat(Histories.write(folder, List.of(empty)))
                .extracting(WrittenFile::table)
                .containsExactly(Table.COMMITS);
        assertThat(Histories.write(folder, List.of(empty, removal)))
                .extracting(WrittenFile::table)
                .containsExactly(Table.COMMITS, Table.FILE_CHANGES);
    }

    @Test
    void closeDeletesUnfinishedFiles() {
        try (MonthWriter month =
                new MonthWriter(new Export(1000, 0), Histories.MONTH, Histories.URL, People.CLEAR, folder)) {
            Histories.commits(3).forEach(month::write);
        }

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aCommitOutOfOrderOrOfAnotherMonthIsRefused() {
        List<Commit> commits = Histories.commits(2);
        try (MonthWriter month =
                new MonthWriter(new Export(1000, 0), Histories.MONTH, Histories.URL, People.CLEAR, folder)) {
            month.write(commits.get(1));

            assertThatThrownBy(() -> month.write(commits.get(0))).hasMessageContaining("can't come after");
            assertThatThrownBy(() -> month.write(commits.get(1))).hasMessageContaining("can't come after");
            assertThatThrownBy(() -> month.write(Histories.commit(2, Instant.parse("2024-03-01T00:00:00Z"))))
                    .hasMessageContaining("in 2024-02");
        }
    }

    @Test
    void aDiskErrorIsARepositoryFailureThatNamesTheFile() {
        Path nowhere = folder.resolve("nowhere");

        assertThatThrownBy(() -> Histories.write(nowhere, Histories.commits(1)))
                .isInstanceOfSatisfying(
                        CommitlakeException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(CommitlakeException.Kind.REPOSITORY))
                .hasMessageContaining(nowhere.toString());
    }

    @Test
    void onlyAFileWithSeveralRowGroupsHasBloomFilters() throws IOException {
        Random random = new Random(1);
        List<Commit> commits = new ArrayList<>();
        for (int number = 0; number < 40; number++) {
            byte[] noise = new byte[300_000];
            random.nextBytes(noise);
            commits.add(Histories.commit(
                    number,
                    Histories.START.plusSeconds(number),
                    HexFormat.of().formatHex(noise),
                    List.of(),
                    List.<FileChange>of()));
        }
        Path several = Histories.write(folder, commits).getFirst().local();
        try (ParquetFileReader file = ParquetFileReader.open(new LocalInputFile(several))) {
            assertThat(file.getRowGroups()).hasSizeGreaterThan(1).allSatisfy(group -> {
                assertThat(group.getCompressedSize()).isLessThan(RowFileWriter.ROW_GROUP_BYTES * 3 / 2);
            });
            Binary first = Binary.fromString(Histories.sha(0));
            List<BloomFilter> filters = new ArrayList<>();
            for (BlockMetaData group : file.getRowGroups()) {
                filters.add(file.readBloomFilter(group.getColumns().get(1)));
            }
            assertThat(filters.getFirst().findHash(filters.getFirst().hash(first)))
                    .isTrue();
            assertThat(filters.getLast().findHash(filters.getLast().hash(first)))
                    .isFalse();
        }
        Path one = Histories.write(folder, commits.subList(0, 3)).getFirst().local();
        try (ParquetFileReader file = ParquetFileReader.open(new LocalInputFile(one))) {
            assertThat(file.readBloomFilter(
                            file.getRowGroups().getFirst().getColumns().get(1)))
                    .isNull();
        }
    }

    private static Tuple row(String key, long rows) {
        return Tuple.tuple(key, rows);
    }
}
