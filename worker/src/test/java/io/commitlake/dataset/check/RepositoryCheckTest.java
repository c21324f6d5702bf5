package io.commitlake.dataset.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.dataset.Fault;
import io.commitlake.dataset.Histories;
import io.commitlake.dataset.parquet.Row;
import io.commitlake.dataset.parquet.RowFileWriter;
import io.commitlake.dataset.parquet.TableSchema;
import io.commitlake.model.DataFile;
import io.commitlake.model.Export;
import io.commitlake.model.People;
import io.commitlake.model.Table;
import io.commitlake.model.Tip;
import io.commitlake.model.commit.ChangeStatus;
import io.commitlake.model.commit.Commit;
import io.commitlake.model.commit.CommitMonth;
import io.commitlake.model.commit.FileChange;
import io.commitlake.storage.DataKey;
import io.commitlake.storage.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks of a repository's whole history. */
final class RepositoryCheckTest extends CheckedRepository {
    @Test
    void aValidRepositoryHasNoFaults() {
        assertThat(faults()).isEmpty();
        assertThat(check(new ArrayList<>())).isEqualTo(new RepositoryCheck.Checked(9, 90, 0));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FILE_CONTENTS")
    void aFlippedByteAnywhereIsReportedWithItsFile(Table table) throws IOException {
        Path file = local(table, FIRST, JANUARY);
        byte[] bytes = Files.readAllBytes(file);
        Random random = new Random(7);
        for (int i = 0; i < 60; i++) {
            byte[] flipped = bytes.clone();
            int at = i < 12 ? bytes.length - 12 + i : random.nextInt(bytes.length);
            flipped[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, flipped);

            assertThat(faults()).as("byte %d", at).anySatisfy(fault -> {
                assertThat(fault.file()).isEqualTo(Layout.dataFile(table, FIRST, JANUARY));
                assertThat(fault.what()).contains("SHA-256").contains("the ledger says");
            });
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FILE_CONTENTS")
    void aMissingFileIsReported(Table table) throws IOException {
        Files.delete(local(table, FIRST, FEBRUARY));

        assertThat(faults())
                .filteredOn(fault -> fault.what().startsWith("is missing"))
                .extracting(Fault::file)
                .containsExactly(Layout.dataFile(table, FIRST, FEBRUARY));
    }

    @Test
    void aTruncatedFileIsReportedWithItsSize() throws IOException {
        Path file = local(Table.FILE_STATES, SECOND, FEBRUARY);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, 100));

        assertThat(faults())
                .contains(new Fault(
                        Layout.dataFile(Table.FILE_STATES, SECOND, FEBRUARY),
                        "has 100 bytes, but the ledger says " + bytes.length));
    }

    @Test
    void anUnexpectedFileIsReported() throws IOException {
        Files.copy(local(Table.COMMITS, FIRST, JANUARY), sibling("commits_1000-2.parquet"));
        Files.writeString(sibling("notes.txt"), "hello");

        assertThat(faults())
                .satisfiesExactlyInAnyOrder(
                        fault -> assertThat(fault)
                                .hasToString(
                                        "Fault[file=commits/repository_id=1000/commit_month=2024-01/commits_1000-2.parquet,"
                                                + " what=is unexpected: no completed export lists it]"),
                        fault -> assertThat(fault.file()).endsWith("commit_month=2024-01/notes.txt"));
    }

    @Test
    void filesOfAnOpenExportAreNoFaults() throws IOException {
        Files.copy(local(Table.COMMITS, FIRST, JANUARY), sibling("commits_1000-2.parquet"));
        open = Optional.of(new Export(1000, 2));

        assertThat(faults()).isEmpty();
    }

    @Test
    void aDroppedRowIsReported() throws IOException {
        rewrite(Table.FILE_CHANGES, rows -> without(rows, 3));

        assertThat(faults())
                .extracting(Fault::file, fault -> fault.what().replaceAll("[0-9a-f]{40}|\\d{4,}", "…"))
                .contains(Tuple.tuple(
                        Layout.dataFile(Table.FILE_CHANGES, FIRST, JANUARY), "has 111 rows, but the ledger says 112"))
                .anySatisfy(
                        fault -> assertThat(fault.toList().get(1).toString()).contains("num_files_changed is"));
    }

    @Test
    void aDuplicateRowIsReported() throws IOException {
        rewrite(Table.FILE_STATES, rows -> twice(rows, 0));
        assertThat(messages(Table.FILE_STATES)).anyMatch(what -> what.endsWith("but file_changes doesn't"));

        rewrite(Table.FILE_CHANGES, rows -> twice(rows, 0));
        assertThat(messages(Table.FILE_CHANGES)).anyMatch(what -> what.endsWith("src/a0.tar.gz appears twice"));

        rewrite(Table.COMMITS, rows -> twice(rows, 4));
        assertThat(messages(Table.COMMITS)).contains("commit " + Histories.sha(4) + " appears twice");
    }

    @Test
    void aCommitInTwoExportsIsReported() throws IOException {
        Export third = new Export(1000, 2);
        export(
                third,
                List.of(Histories.commit(
                        59, Instant.parse("2024-01-16T00:00:00Z").plusSeconds(59 * 28_800L))));

        assertThat(faults())
                .containsExactly(new Fault(
                        Layout.dataFile(Table.COMMITS, third, FEBRUARY),
                        "commit " + Histories.sha(59) + " appears twice"));
    }

    @Test
    void aWrongMonthIsReported() throws IOException {
        Path at = local(Table.COMMITS, FIRST, JANUARY);
        Files.copy(local(Table.COMMITS, FIRST, FEBRUARY), at, StandardCopyOption.REPLACE_EXISTING);

        assertThat(messages(Table.COMMITS))
                .contains("row 1: commit_month is 2024-02, not 2024-01")
                .anyMatch(what ->
                        what.startsWith("row 1: commit_at is 2024-02-01T") && what.endsWith("isn't in 2024-01"));
    }

    @Test
    void aChangedValueIsReportedEvenIfTheLedgerAgrees() throws IOException {
        rewriteWithLedger(Table.COMMITS, column(7, value -> (Long) value + 1));
        assertThat(messages(Table.COMMITS)).anyMatch(what -> what.contains("num_lines_deleted is"));

        rewriteWithLedger(Table.FILE_CHANGES, column(9, value -> (Long) value + 1));
        assertThat(messages(Table.FILE_CHANGES)).anyMatch(what -> what.contains("changes is 4, not 3 + 0"));

        rewriteWithLedger(Table.FILE_CHANGES, column(5, value -> ".zip"));
        assertThat(messages(Table.FILE_CHANGES)).anyMatch(what -> what.contains("file_type is .zip, not .gz"));

        rewriteWithLedger(Table.FILE_CHANGES, column(1, value -> Histories.sha(12345)));
        assertThat(messages(Table.FILE_CHANGES)).anyMatch(what -> what.contains("has a row for commit"));

        rewriteWithLedger(Table.FILE_STATES, column(2, value -> Histories.sha(12345)));
        assertThat(messages(Table.FILE_STATES)).anyMatch(what -> what.contains("but file_changes doesn't"));

        rewriteWithLedger(Table.FILE_STATES, column(0, value -> 1001L));
        assertThat(messages(Table.FILE_STATES)).contains("row 1: repository_id is 1001, not 1000");
    }

    @Test
    void aDuplicateRowIsReportedEvenIfTheLedgerAgrees() throws IOException {
        rewriteWithLedger(Table.FILE_CHANGES, rows -> twice(rows, 0));
        assertThat(messages(Table.FILE_CHANGES)).anyMatch(what -> what.endsWith("src/a0.tar.gz appears twice"));

        rewriteWithLedger(Table.COMMITS, rows -> twice(rows, 4));
        assertThat(messages(Table.COMMITS)).contains("commit " + Histories.sha(4) + " appears twice");
    }

    @Test
    void aWrongMonthIsReportedEvenIfTheLedgerAgrees() throws IOException {
        rewriteWithLedger(Table.COMMITS, column(9, value -> "2024-02"));
        assertThat(messages(Table.COMMITS)).contains("row 1: commit_month is 2024-02, not 2024-01");
    }

    @Test
    void everyFaultyFileIsNamed() throws IOException {
        Export third = new Export(1000, 2);
        List<Commit> yearly = new ArrayList<>();
        for (int month = 0; month < 30; month++) {
            yearly.add(Histories.commit(
                    200 + month, Instant.parse("2025-01-15T00:00:00Z").plusSeconds(month * 2_629_800L)));
        }
        export(third, yearly);
        List<String> lost = new ArrayList<>();
        for (DataFile file : ledger.getOrDefault(third, List.of())) {
            if (DataKey.parse(file.key()).orElseThrow().table() == Table.COMMITS) {
                Files.delete(dataset.resolve(file.key()));
                lost.add(file.key());
            }
        }

        assertThat(lost).hasSize(30);
        assertThat(faults()).extracting(Fault::file).containsAll(lost);
    }

    @Test
    void rowsOutOfOrderAreReported() throws IOException {
        rewriteWithLedger(Table.COMMITS, rows -> {
            List<Row> swapped = new ArrayList<>(rows);
            Collections.swap(swapped, 2, 3);
            return swapped;
        });

        assertThat(messages(Table.COMMITS))
                .singleElement()
                .asString()
                .contains("comes after commit " + Histories.sha(3));
    }

    @Test
    void aMissingParentIsReported() throws IOException {
        rewriteWithLedger(Table.COMMITS, rows -> without(rows, 0));
        rewriteWithLedger(Table.FILE_CHANGES, rows -> rows.subList(5, rows.size()));
        rewriteWithLedger(Table.FILE_STATES, rows -> rows.subList(3, rows.size()));

        assertThat(faults())
                .containsExactly(new Fault(
                        Layout.dataFile(Table.COMMITS, FIRST, JANUARY),
                        "commit " + Histories.sha(0) + " is a parent here but isn't in the dataset"));
    }

    @Test
    void aTipOutsideTheDatasetIsReportedWithTheFileOfItsRow() {
        last = Optional.of(new Tip(Histories.sha(777), Instant.EPOCH));

        assertThat(faults()).singleElement().satisfies(fault -> {
            assertThat(fault.file()).isEqualTo(ROW_FILE);
            assertThat(fault.what()).contains(Histories.sha(777));
        });
    }

    @Test
    void wrongColumnsAreReportedButNewOnesAtTheEndAreNot() throws IOException {
        Path file = local(Table.FILE_STATES, FIRST, JANUARY);
        pyarrow(file, "table.append_column('colour', pa.array(['red'] * len(table)))");
        assertThat(messages(Table.FILE_STATES)).noneMatch(what -> what.startsWith("column"));

        pyarrow(file, "table.drop_columns(['raw_url', 'colour'])");
        assertThat(messages(Table.FILE_STATES))
                .anyMatch(what -> what.startsWith("column 7 is required binary commit_month")
                        && what.endsWith("should be required binary raw_url (STRING) = 7"));
    }

    @Test
    void onlyTheFirstFaultsOfAKindAreShownAndTheOthersCounted() throws IOException {
        rewriteWithLedger(
                Table.COMMITS,
                rows -> rows.stream().map(column(5, value -> 77L)::one).toList());

        List<Fault> faults = new ArrayList<>();
        assertThat(check(faults).faults()).isEqualTo(48);
        assertThat(faults).hasSize(Faults.SHOWN_PER_KIND + 1);
        assertThat(faults.getLast().what()).contains("28 more");
    }

    @Test
    void aWrongVersionOrModeIsReported() throws IOException {
        rewriteWithLedger(Table.FILE_CHANGES, column(12, value -> Histories.sha(1)));
        assertThat(messages(Table.FILE_CHANGES)).anyMatch(what -> what.contains("added and previous_file_sha is"));

        rewriteWithLedger(Table.FILE_CHANGES, column(13, value -> "10064"));
        assertThat(messages(Table.FILE_CHANGES)).anyMatch(what -> what.contains("added and file_mode is 10064"));

        rewriteWithLedger(Table.FILE_CHANGES, column(14, value -> "100644"));
        assertThat(messages(Table.FILE_CHANGES)).anyMatch(what -> what.contains("added and previous_file_mode is 1"));

        rewriteWithLedger(Table.FILE_CHANGES, column(15, value -> true));
        assertThat(messages(Table.FILE_CHANGES)).anyMatch(what -> what.contains("is_binary is true and changes is 3"));

        rewriteWithLedger(Table.FILE_CHANGES, column(16, value -> 5L));
        assertThat(messages(Table.FILE_CHANGES))
                .anyMatch(what -> what.contains("num_parents is 5, but the commit has 0"));

        rewriteWithLedger(Table.FILE_CHANGES, column(6, value -> "removed"));
        assertThat(messages(Table.FILE_CHANGES)).anyMatch(what -> what.contains("status is removed, and file_sha is"));
    }

    @Test
    void theVersionBeforeAChangeIsTheOneThatTheParentLeft() throws IOException {
        exportTwoVersions(new Export(1000, 2), ChangeStatus.ADDED, 100_007);
        assertThat(faults()).isEmpty();

        exportTwoVersions(new Export(1000, 2), ChangeStatus.ADDED, 8);
        assertThat(faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.what())
                        .contains("x: the version before the change is 100644 " + Histories.sha(100_007))
                        .contains("but the parent " + Histories.sha(500) + " left 100644 " + Histories.sha(8)));

        exportTwoVersions(new Export(1000, 2), ChangeStatus.REMOVED, 8);
        assertThat(faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.what()).contains("left no file at x"));
    }

    private void exportTwoVersions(Export export, ChangeStatus status, long sha) throws IOException {
        Instant at = Instant.parse("2024-05-01T00:00:00Z");
        export(
                export,
                List.of(
                        Histories.commit(500, at, "", List.of(), List.of(Histories.change(status, sha, "x", 0, 0))),
                        Histories.commit(
                                502,
                                at.plusSeconds(1),
                                "",
                                List.of(Histories.sha(500)),
                                List.of(Histories.change(ChangeStatus.MODIFIED, 7, "x", 1, 1)))));
    }

    @Test
    void aWrongFieldIdIsReported() throws IOException {
        TableSchema own = TableSchema.of(Table.COMMITS);
        List<Type> columns = new ArrayList<>(own.parquet().getFields());
        columns.set(3, columns.get(3).withId(44));
        Path file = local(Table.COMMITS, FIRST, JANUARY);
        TableSchema other =
                new TableSchema(own.avro(), new MessageType("commits", columns), own.unique(), own.unsorted());
        try (RowFileWriter writer = new RowFileWriter(Files.newOutputStream(file), other)) {
            writer.finish();
        }

        assertThat(messages(Table.COMMITS))
                .anyMatch(what -> what.startsWith("column 4 is") && what.contains("= 44 but") && what.endsWith("= 4"));
    }

    @Test
    void namesAndEmailsThatTheDatasetDoesNotKeepAreReported() {
        people = People.NONE;
        assertThat(messages(Table.COMMITS))
                .anyMatch(what -> what.contains("author_name is \"Ann Ü. Thor\""))
                .anyMatch(what -> what.contains("author_email is \"Ann@Example.org\""))
                .anyMatch(what -> what.contains("committer_name is \"Com\""));

        people = People.HASHED;
        assertThat(messages(Table.COMMITS))
                .anyMatch(what -> what.contains("author_name is \"Ann Ü. Thor\""))
                .anyMatch(what ->
                        what.endsWith("author_email is \"Ann@Example.org\", but the dataset keeps people as hashed"));
    }

    @Test
    void anImpossibleOffsetIsReported() throws IOException {
        rewriteWithLedger(Table.COMMITS, column(13, value -> 6_040L));
        assertThat(messages(Table.COMMITS)).anyMatch(what -> what.contains("author_utc_offset is 6040"));
    }

    @Test
    void pathsThatDecodeAlikeAndSubmodulesAreNoFaults() throws IOException {
        List<FileChange> changes = List.of(
                Histories.change(ChangeStatus.ADDED, 1, "a\uFFFD", 5, 0),
                Histories.change(ChangeStatus.ADDED, 2, "a\uFFFD", 6, 0),
                submodule(ChangeStatus.ADDED, "added", 1, 0),
                submodule(ChangeStatus.MODIFIED, "moved on", 1, 1),
                submodule(ChangeStatus.CHANGED, "was a file", 1, 500),
                submodule(ChangeStatus.RENAMED, "went", 0, 0),
                Histories.change(ChangeStatus.CHANGED, 9, "is a file now", 500, 1));
        export(
                new Export(1000, 2),
                List.of(Histories.commit(500, Instant.parse("2024-05-01T00:00:00Z"), "", List.of(), changes)));

        assertThat(faults()).isEmpty();
    }

    @Test
    void onlyColumnsAndKeysAreCheckedInFilesOfTheOriginalProgram() throws IOException {
        first = 1;
        ledger.remove(FIRST);
        Path changes = local(Table.FILE_CHANGES, FIRST, JANUARY);
        for (CommitMonth month : List.of(JANUARY, FEBRUARY)) {
            pyarrow(local(Table.COMMITS, FIRST, month), "table.slice(3).select(range(10))");
            pyarrow(local(Table.FILE_CHANGES, FIRST, month), "table.select(range(11))");
            pyarrow(local(Table.FILE_STATES, FIRST, month), "table.select(range(8))");
        }
        assertThat(faults()).isEmpty();

        pyarrow(changes, "table.drop_columns(['status'])");
        assertThat(faults())
                .containsExactly(
                        new Fault(Layout.dataFile(Table.FILE_CHANGES, FIRST, JANUARY), "lacks the columns status"));
    }

    private static FileChange submodule(ChangeStatus status, String path, long added, long deleted) {
        return new FileChange(
                status,
                Histories.before(
                        status,
                        status == ChangeStatus.CHANGED ? Histories.FILE : Histories.SUBMODULE,
                        path.length() + 100_000L),
                Histories.after(status, Histories.SUBMODULE, path.length()),
                path,
                path,
                status == ChangeStatus.RENAMED ? Optional.of("old") : Optional.empty(),
                false,
                added,
                deleted,
                OptionalLong.empty());
    }
}
