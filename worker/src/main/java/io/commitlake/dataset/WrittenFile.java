package io.commitlake.dataset;

import io.commitlake.model.DataFile;
import io.commitlake.model.Table;
import io.commitlake.model.commit.CommitMonth;
import java.nio.file.Path;

/**
 * A file of an export that is complete on local disk and not yet put.
 *
 * @param file what the ledger is to know of it
 * @param table whose rows it has
 * @param month all of them are of
 * @param local where its bytes are
 */
public record WrittenFile(DataFile file, Table table, CommitMonth month, Path local) {}
