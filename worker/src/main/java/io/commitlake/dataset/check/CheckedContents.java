package io.commitlake.dataset.check;

import io.commitlake.dataset.contents.BlobUses;
import io.commitlake.dataset.contents.FileContentRow;
import io.commitlake.dataset.contents.UsedBlob;
import io.commitlake.dataset.parquet.RowFileReader;
import io.commitlake.model.DataFile;
import io.commitlake.model.Export;
import io.commitlake.model.Sha256;
import io.commitlake.model.commit.Blob;
import io.commitlake.model.commit.GitObject;
import io.commitlake.model.contents.Contents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.parquet.io.LocalInputFile;
import org.jspecify.annotations.Nullable;

/**
 * Reads an export's file of file contents, checks each row by itself, and compares the rows with the blobs of the file
 * states. Turns every exception for a corrupt file into a fault, as {@link CheckedFile} does.
 */
final class CheckedContents implements AutoCloseable {
    private final Optional<DataFile> file;
    private final Export export;
    private final Contents filter;
    private final Faults faults;
    private @Nullable RowFileReader<FileContentRow> reader;
    private @Nullable FileContentRow next;
    private String last = "";
    private boolean sound = true;
    private long rows;

    /**
     * Opens the file.
     *
     * @param file empty if the export has none, because it keeps no blob
     */
    CheckedContents(Optional<DataFile> file, Path local, Export export, Contents filter, Faults faults) {
        this.file = file;
        this.export = export;
        this.filter = filter;
        this.faults = faults;
        if (file.isEmpty()) {
            return;
        }
        try {
            compareBytes(file.get(), local);
            reader = new RowFileReader<>(new LocalInputFile(local), FileContentRow.SCHEMA, FileContentRow::of);
            SchemaCheck.compare(FileContentRow.SCHEMA.parquet(), reader.schema(), what -> {
                sound = false;
                fault(Faults.Kind.SCHEMA, what);
            });
            if (sound) {
                advance();
            }
        } catch (IOException | RuntimeException | OutOfMemoryError corrupt) {
            unreadable(corrupt);
        }
    }

    /** Checks the rows alone. */
    void drain() {
        while (next != null) {
            advance();
        }
    }

    /**
     * Checks the rows, and that they are the blobs that the file states name.
     *
     * @param key the key that the file has or would have
     */
    void compare(BlobUses uses, String key) {
        uses.forEachBlob(blob -> {
            while (next != null && next.fileSha().compareTo(blob.sha()) < 0) {
                stray(next);
                advance();
            }
            if (sound && next != null && next.fileSha().equals(blob.sha())) {
                compare(next, blob);
                advance();
            } else if (sound) {
                missing(blob, key);
            }
        });
        while (next != null) {
            stray(next);
            advance();
        }
    }

    private void stray(FileContentRow row) {
        if (sound) {
            fault(Faults.Kind.CONTENTS, at(row) + "no file state that may be kept has this blob");
        }
    }

    private void compare(FileContentRow row, UsedBlob blob) {
        if (row.fileSize() != blob.size()) {
            fault(
                    Faults.Kind.CONTENTS,
                    at(row) + "file_size is " + row.fileSize() + ", but " + blob.size() + " in file_states");
        }
        if (!blob.any(ContentsCheck.WANTED) || (filter.text() && row.isBinary())) {
            fault(Faults.Kind.CONTENTS, at(row) + "the dataset keeps only " + filter);
        }
        boolean[] located = {true};
        blob.forEach(use -> located[0] &= (use.flags() & ContentsCheck.LOCATED) != 0);
        if (!located[0]) {
            fault(Faults.Kind.CONTENTS, at(row) + "a row of file_states with this blob doesn't name this file");
        }
    }

    /** With the filter for text alone, only the missing content could tell whether the blob should be there. */
    private void missing(UsedBlob blob, String key) {
        if (blob.any(ContentsCheck.LOCATED)) {
            faults.add(
                    Faults.Kind.CONTENTS,
                    key,
                    "lacks the blob " + blob.sha() + ", though file_states names this file for it");
        } else if (blob.any(ContentsCheck.WANTED) && !filter.text()) {
            faults.add(
                    Faults.Kind.CONTENTS, key, "lacks the blob " + blob.sha() + ", though the dataset keeps " + filter);
        }
    }

    private void advance() {
        next = null;
        try {
            next = reader == null ? null : reader.next();
        } catch (IOException | RuntimeException | OutOfMemoryError corrupt) {
            unreadable(corrupt);
            return;
        }
        if (next != null) {
            rows++;
            check(next);
            last = next.fileSha();
        } else if (rows != file.map(DataFile::rows).orElse(0L)) {
            fault(
                    Faults.Kind.BYTES,
                    "has " + rows + " rows, but the ledger says "
                            + file.map(DataFile::rows).orElse(0L));
        }
    }

    private void check(FileContentRow row) {
        byte[] content = new byte[row.content().remaining()];
        row.content().duplicate().get(content);
        if (row.repositoryId() != export.repository()) {
            fault(
                    Faults.Kind.PARTITION,
                    at(row) + "repository_id is " + row.repositoryId() + ", not " + export.repository());
        }
        if (last.compareTo(row.fileSha()) >= 0) {
            sound = false;
            fault(Faults.Kind.ORDER, at(row) + "comes after blob " + last);
        }
        if (row.fileSize() != content.length) {
            fault(
                    Faults.Kind.VALUE,
                    at(row) + "file_size is " + row.fileSize() + ", but content has " + content.length + " bytes");
        }
        if (!GitObject.sha("blob", content).equals(row.fileSha())) {
            fault(Faults.Kind.VALUE, at(row) + "content has the SHA-1 " + GitObject.sha("blob", content));
        }
        if (Blob.isBinary(content, content.length) != row.isBinary()) {
            fault(Faults.Kind.VALUE, at(row) + "is_binary is " + row.isBinary());
        }
    }

    private void compareBytes(DataFile known, Path local) throws IOException {
        long bytes = Files.size(local);
        if (bytes != known.bytes()) {
            fault(Faults.Kind.BYTES, "has " + bytes + " bytes, but the ledger says " + known.bytes());
        } else if (!Sha256.of(local).equals(known.sha256())) {
            fault(Faults.Kind.BYTES, "has the SHA-256 " + Sha256.of(local) + ", but the ledger says " + known.sha256());
        }
    }

    private void unreadable(Throwable corrupt) {
        sound = false;
        next = null;
        fault(Faults.Kind.UNREADABLE, "can't be read" + (rows == 0 ? "" : " after row " + rows) + ": " + corrupt);
    }

    private String at(FileContentRow row) {
        return "blob " + row.fileSha() + ": ";
    }

    private void fault(Faults.Kind kind, String what) {
        faults.add(kind, file.map(DataFile::key).orElse(""), what);
    }

    @Override
    public void close() {
        try {
            if (reader != null) {
                reader.close();
            }
        } catch (IOException | RuntimeException unimportant) {
            // All readable rows are read already.
        }
    }
}
