package io.commitlake.dataset.contents;

import io.commitlake.dataset.ExportFile;
import io.commitlake.dataset.WrittenFile;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Export;
import io.commitlake.model.commit.Blob;
import io.commitlake.model.commit.GitObject;
import io.commitlake.model.contents.Contents;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes an export's file contents, batch by batch. The first row creates the file. */
final class ContentsWriter implements AutoCloseable {
    /** The most blobs in a batch: GitHub shows so many in one request. */
    static final int BLOBS = 100;

    /** The most bytes of blobs in a batch, unless the batch is a single blob. */
    private static final long BYTES = 4 << 20;

    private final Contents filter;
    private final Export export;
    private final Path folder;
    private final Function<Map<String, Long>, Map<String, byte[]>> read;
    private final Consumer<UsedBlob> each;
    private final Map<String, UsedBlob> batch = new LinkedHashMap<>();
    private long bytes;
    private @Nullable ExportFile file;

    /**
     * Creates a writer.
     *
     * @param read reads blobs by SHA, given their sizes
     * @param each receives each blob that has a row
     */
    ContentsWriter(
            Contents filter,
            Export export,
            Path folder,
            Function<Map<String, Long>, Map<String, byte[]>> read,
            Consumer<UsedBlob> each) {
        this.filter = filter;
        this.export = export;
        this.folder = folder;
        this.read = read;
        this.each = each;
    }

    /** Adds a blob that follows the others in the order of SHAs. It gets no row if the filter wants text and it is binary. */
    void add(UsedBlob blob) {
        if (batch.size() == BLOBS || (!batch.isEmpty() && bytes + blob.size() > BYTES)) {
            writeBatch();
        }
        batch.put(blob.sha(), blob);
        bytes += blob.size();
    }

    private void writeBatch() {
        Map<String, Long> sizes = HashMap.newHashMap(batch.size());
        batch.forEach((sha, blob) -> sizes.put(sha, blob.size()));
        Map<String, byte[]> contents = read.apply(sizes);
        batch.forEach((sha, blob) -> write(sha, blob, contents.get(sha)));
        batch.clear();
        bytes = 0;
    }

    private void write(String sha, UsedBlob blob, byte @Nullable [] content) {
        if (content == null
                || content.length != blob.size()
                || !GitObject.sha("blob", content).equals(sha)) {
            throw CommitlakeException.repository("the blob " + sha + " of " + blob.size() + " bytes was read as "
                    + (content == null
                            ? "nothing"
                            : content.length + " bytes with the SHA " + GitObject.sha("blob", content))
                    + ": run again; if it was in the clone cache, remove the repository from that first");
        }
        boolean binary = Blob.isBinary(content, content.length);
        if (filter.text() && binary) {
            return;
        }
        if (file == null) {
            file = ExportFile.ofContents(export, folder);
        }
        file.write(
                new FileContentRow(export.repository(), sha, content.length, binary, ByteBuffer.wrap(content)),
                content.length);
        each.accept(blob);
    }

    /** Completes the file; empty if there is none, because it would have no rows. */
    Optional<WrittenFile> finish() {
        if (!batch.isEmpty()) {
            writeBatch();
        }
        Optional<WrittenFile> written = Optional.ofNullable(file).map(ExportFile::finish);
        file = null;
        return written;
    }

    /** Deletes an unfinished file. */
    @Override
    public void close() {
        if (file != null) {
            file.discard();
        }
    }
}
