package io.commitlake.dataset;

import io.commitlake.model.DataFile;
import io.commitlake.model.Table;
import io.commitlake.model.commit.CommitMonth;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A complete file of an export on local disk that isn't uploaded yet.
 *
 * @param file the file's entry for the ledger
 * @param table the table of its rows
 * @param month the month of its rows; empty for file contents
 * @param local its path on local disk
 */
public record WrittenFile(DataFile file, Table table, Optional<CommitMonth> month, Path local) {}
