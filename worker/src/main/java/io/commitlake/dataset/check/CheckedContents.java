package io.commitlake.dataset.check;

import io.commitlake.dataset.contents.BlobUses;
import io.commitlake.dataset.contents.FileContentRow;
import io.commitlake.dataset.contents.UsedBlob;
import io.commitlake.model.DataFile;
import io.commitlake.model.Export;
import io.commitlake.model.commit.Blob;
import io.commitlake.model.commit.GitObject;
import io.commitlake.model.contents.Contents;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads an export's file of file contents, checks each row by itself, and compares the rows with the blobs of the file
 * states.
 */
final class CheckedContents implements AutoCloseable {
    /** Empty if the export has no file. */
    private final Optional<FileRows<FileContentRow>> rows;

    private final Export export;
    private final Contents filter;
    private final Faults faults;
    private @Nullable FileContentRow next;
    private String last = "";

    /**
     * Opens the file.
     *
     * @param file empty if the export has none, because it keeps no blob
     */
    CheckedContents(Optional<DataFile> file, Path local, Export export, Contents filter, Faults faults) {
        this.rows =
                file.map(listed -> new FileRows<>(listed, local, FileContentRow.SCHEMA, FileContentRow::of, faults));
        this.export = export;
        this.filter = filter;
        this.faults = faults;
        if (sound()) {
            advance();
        }
    }

    private boolean sound() {
        return rows.map(FileRows::sound).orElse(true);
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
            if (sound() && next != null && next.fileSha().equals(blob.sha())) {
                compare(next, blob);
                advance();
            } else if (sound()) {
                missing(blob, key);
            }
        });
        while (next != null) {
            stray(next);
            advance();
        }
    }

    private void stray(FileContentRow row) {
        if (sound()) {
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
        next = rows.map(FileRows::next).orElse(null);
        if (next != null) {
            check(next);
            last = next.fileSha();
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
            rows.orElseThrow().outOfOrder(at(row) + "comes after blob " + last);
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

    private String at(FileContentRow row) {
        return "blob " + row.fileSha() + ": ";
    }

    private void fault(Faults.Kind kind, String what) {
        rows.orElseThrow().fault(kind, what);
    }

    @Override
    public void close() {
        rows.ifPresent(FileRows::close);
    }
}
