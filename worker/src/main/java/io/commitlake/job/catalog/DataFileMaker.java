package io.commitlake.job.catalog;

import io.commitlake.dataset.DataFileRow;
import io.commitlake.dataset.parquet.FileTail;
import io.commitlake.dataset.parquet.ParquetFiles;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.FailureText;
import io.commitlake.storage.Storage;
import io.commitlake.storage.StorageLocation;
import java.io.IOException;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;

/** Describes a dataset's files to Iceberg. Reads the footers and no rows. */
final class DataFileMaker {
    /** Most footers take 2 to 3 KB, so one request reads them. */
    private static final int TAIL = 16 << 10;

    private final Storage storage;
    private final StorageLocation dataset;
    private final Schema schema;
    private final PartitionSpec spec;

    DataFileMaker(Storage storage, StorageLocation dataset, Schema schema, PartitionSpec spec) {
        this.storage = storage;
        this.dataset = dataset;
        this.schema = schema;
        this.spec = spec;
    }

    /** The address by which the tables name a file. */
    String address(DataFileRow listed) {
        return dataset.address(listed.path());
    }

    /**
     * Describes a file.
     *
     * @throws CommitlakeException of kind STORE if the file is missing or differs from the list
     */
    DataFile make(DataFileRow listed) {
        ParquetMetadata footer = footer(listed);
        if (FooterMetrics.rows(footer) != listed.rows()) {
            throw damaged(
                    listed, "its footer counts " + FooterMetrics.rows(footer) + " rows, the list " + listed.rows());
        }
        PartitionData partition = new PartitionData(spec.partitionType());
        partition.set(0, listed.repositoryId());
        listed.commitMonth().ifPresent(month -> partition.set(1, month));
        return DataFiles.builder(spec)
                .withPath(address(listed))
                .withFormat(FileFormat.PARQUET)
                .withFileSizeInBytes(listed.bytes())
                .withPartition(partition)
                .withMetrics(FooterMetrics.of(schema, footer))
                .withSplitOffsets(FooterMetrics.rowGroups(footer))
                .build();
    }

    private ParquetMetadata footer(DataFileRow listed) {
        FileTail tail = tail(listed, TAIL);
        long needed = tail.needed();
        if (needed > tail.tail().length && needed <= listed.bytes()) {
            tail = tail(listed, Math.toIntExact(needed));
        }
        try (ParquetFileReader file = ParquetFiles.open(tail)) {
            return file.getFooter();
        } catch (IOException | RuntimeException broken) {
            throw damaged(listed, FailureText.of(broken));
        }
    }

    private FileTail tail(DataFileRow listed, int bytes) {
        byte[] tail = storage.tail(listed.path(), bytes).orElseThrow(() -> damaged(listed, "it is missing"));
        return new FileTail(listed.bytes(), tail);
    }

    private CommitlakeException damaged(DataFileRow listed, String why) {
        return CommitlakeException.store(storage.location() + "/" + listed.path() + ", a file of export "
                + listed.export() + ", can't be registered: " + why
                + " (`commitlake validate --all` finds all such files; restore them from a backup)");
    }
}
