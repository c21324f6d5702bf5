package io.commitlake.dataset.check;

import io.commitlake.dataset.FileStateRow;
import io.commitlake.dataset.FileType;
import io.commitlake.dataset.contents.BlobUse;
import io.commitlake.dataset.contents.BlobUses;
import io.commitlake.model.DataFile;
import io.commitlake.model.Export;
import io.commitlake.model.Sha;
import io.commitlake.model.contents.KeptContents;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * Checks the file contents of a repository's exports: gathers the blobs of their file states on local disk, then compares
 * each export's with its file.
 */
final class ContentsCheck {
    /** The flag of a file state that the filter keeps, unless it is binary. */
    static final int WANTED = 1;

    /** The flag of a file state that names the address of its export's file. */
    static final int LOCATED = 2;

    private final Storage storage;
    private final Path folder;
    private final Map<String, DataFile> known;
    private final KeptContents kept;
    private final Semaphore processors;
    private final Faults faults;
    private final Map<Export, BlobUses> uses = new HashMap<>();
    private final Set<Export> incomplete = new HashSet<>();
    private long files;

    /**
     * Creates a check.
     *
     * @param known the files that the exports should have, by key
     */
    ContentsCheck(
            Storage storage,
            Path folder,
            Map<String, DataFile> known,
            KeptContents kept,
            Semaphore processors,
            Faults faults) {
        this.storage = storage;
        this.folder = folder;
        this.known = known;
        this.kept = kept;
        this.processors = processors;
        this.faults = faults;
    }

    /** Notes a file state of an export, and checks its address. */
    void add(Export export, String key, FileStateRow state) {
        String address = kept.any() ? kept.address(Layout.contents(export)) : "";
        Optional<String> location = state.s3FileLocation();
        if (location.isPresent() && !location.get().equals(address)) {
            faults.add(
                    Faults.Kind.CONTENTS,
                    key,
                    "commit " + state.commitSha() + ": " + state.filePath() + ": s3_file_location is "
                            + location.get()
                            + (kept.any() ? ", not " + address : ", but the dataset keeps no file contents"));
        }
        if (kept.any() && Sha.is(state.fileSha()) && state.fileSize() >= 0) {
            boolean wanted = kept.filter().keeps(FileType.of(state.filePath()), state.fileSize());
            int flags =
                    (wanted ? WANTED : 0) | (location.filter(address::equals).isPresent() ? LOCATED : 0);
            if (flags != 0 || state.fileSize() <= kept.filter().most()) {
                uses.computeIfAbsent(export, of -> new BlobUses(folder.resolve("blobs_" + of)))
                        .add(new BlobUse(state.fileSha(), state.fileSize(), flags, 0, 0));
            }
        }
    }

    /** Notes that a month of an export is read, and whether all of its file states were. */
    void endMonth(Export export, boolean complete) {
        if (!complete) {
            incomplete.add(export);
        }
        BlobUses ofExport = uses.get(export);
        if (ofExport != null) {
            ofExport.pause();
        }
    }

    /** Compares an export's file states with its file, once all of its months are read. */
    void check(Export export) {
        DataFile file = known.get(Layout.contents(export));
        Path local = folder.resolve("file_contents.parquet");
        boolean there = file != null && storage.download(file.key(), local);
        if (file != null && !there) {
            faults.add(Faults.Kind.FILES, file.key(), "is missing: the ledger lists it with " + file.rows() + " rows");
        }
        files += there ? 1 : 0;
        processors.acquireUninterruptibly();
        try (BlobUses ofExport = uses.computeIfAbsent(export, of -> new BlobUses(folder.resolve("blobs_" + of)));
                CheckedContents contents = new CheckedContents(
                        Optional.ofNullable(there ? file : null), local, export, kept.filter(), faults)) {
            if (incomplete.contains(export) || (file != null && !there)) {
                contents.drain();
            } else {
                contents.compare(ofExport, Layout.contents(export));
            }
        } finally {
            processors.release();
        }
        uses.remove(export);
    }

    /** The number of files that were read. */
    long files() {
        return files;
    }
}
