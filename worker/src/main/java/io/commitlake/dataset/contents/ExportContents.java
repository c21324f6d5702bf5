package io.commitlake.dataset.contents;

import io.commitlake.dataset.ExportFile;
import io.commitlake.dataset.FileStateRow;
import io.commitlake.dataset.FileType;
import io.commitlake.dataset.WrittenFile;
import io.commitlake.dataset.parquet.RowFileReader;
import io.commitlake.dataset.parquet.TableSchema;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Export;
import io.commitlake.model.FailureText;
import io.commitlake.model.Table;
import io.commitlake.model.commit.Commit;
import io.commitlake.model.commit.CommitMonth;
import io.commitlake.model.commit.FileChange;
import io.commitlake.model.contents.KeptContents;
import io.commitlake.storage.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.parquet.io.LocalInputFile;

/**
 * The file contents of one export: which blobs they are shows only after all commits, because one file's extension may
 * keep a blob that another file has too. So first {@link #add} all commits, then {@link #write} the contents, then
 * {@link #locate} the file states. In memory are one bit for each file state, a batch of blobs and a row group.
 */
public final class ExportContents implements AutoCloseable {
    /** The flag of a file that the filter keeps, unless it is binary. */
    private static final int WANTED = 1;

    private final KeptContents kept;
    private final Export export;
    private final Path folder;
    private final BlobUses uses;
    private final Map<CommitMonth, Rows> months = new ConcurrentHashMap<>();
    private final Map<Integer, Rows> byNumber = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();

    /** A month's file states: their number so far, and those whose blob is in the contents. */
    private static final class Rows {
        final int number;
        final BitSet located = new BitSet();
        int count;

        Rows(int number) {
            this.number = number;
        }
    }

    /**
     * Begins without commits.
     *
     * @param folder an existing local folder, which the export's other files may share
     */
    public ExportContents(KeptContents kept, Export export, Path folder) {
        this.kept = kept;
        this.export = export;
        this.folder = folder;
        this.uses = new BlobUses(folder.resolve("blobs_" + export));
    }

    /** Adds a commit's file states. Several threads may add, but those of a month come from one, in the order of rows. */
    public void add(Commit commit) {
        Rows rows = months.computeIfAbsent(CommitMonth.of(commit.at()), month -> {
            Rows added = new Rows(next.getAndIncrement());
            byNumber.put(added.number, added);
            return added;
        });
        for (FileChange change : commit.changes()) {
            if (change.size().isPresent()) {
                long size = change.size().getAsLong();
                int row = rows.count++;
                if (size <= kept.filter().most()) {
                    boolean wanted = kept.filter().keeps(FileType.of(change.path()), size);
                    uses.add(new BlobUse(change.sha(), size, wanted ? WANTED : 0, rows.number, row));
                }
            }
        }
    }

    /**
     * Writes the contents, once all commits are added.
     *
     * @param read reads blobs by SHA, given their sizes: at most {@value ContentsWriter#BLOBS}, of few bytes together
     *     unless it is one
     * @return the file; empty if no blob is kept
     * @throws CommitlakeException of kind REPOSITORY if the disk fails, or a blob's content has another SHA
     */
    public Optional<WrittenFile> write(Function<Map<String, Long>, Map<String, byte[]>> read) {
        try (ContentsWriter writer = new ContentsWriter(kept.filter(), export, folder, read, this::located)) {
            uses.forEachBlob(blob -> {
                if (blob.any(WANTED)) {
                    writer.add(blob);
                }
            });
            return writer.finish();
        }
    }

    private void located(UsedBlob blob) {
        blob.forEach(use -> {
            BitSet located = Objects.requireNonNull(byNumber.get(use.file())).located;
            located.set(use.row());
        });
    }

    /**
     * Sets the addresses in a file of file states, once the contents are written. The file must have exactly the rows
     * of the added commits of its month.
     */
    public WrittenFile locate(WrittenFile states) {
        CommitMonth month = states.month().orElseThrow();
        BitSet located = Objects.requireNonNull(months.get(month)).located;
        if (located.isEmpty()) {
            return states;
        }
        Path before = states.local().resolveSibling(states.local().getFileName() + ".before");
        try {
            Files.move(states.local(), before);
            WrittenFile after = copy(before, month, located);
            Files.delete(before);
            return after;
        } catch (IOException failed) {
            throw CommitlakeException.repository("can't rewrite " + before + ": " + FailureText.of(failed), failed);
        }
    }

    private WrittenFile copy(Path before, CommitMonth month, BitSet located) throws IOException {
        String location = kept.address(Layout.contents(export));
        ExportFile after = ExportFile.ofMonth(Table.FILE_STATES, export, month, folder);
        try (RowFileReader<FileStateRow> rows =
                new RowFileReader<>(new LocalInputFile(before), TableSchema.of(Table.FILE_STATES), FileStateRow::of)) {
            int at = 0;
            for (FileStateRow row = rows.next(); row != null; row = rows.next()) {
                after.write(located.get(at++) ? row.at(location) : row, row.approximateBytes());
            }
            return after.finish();
        } catch (IOException | RuntimeException | Error failed) {
            after.discard();
            throw failed;
        }
    }

    @Override
    public void close() {
        uses.close();
    }
}
