package io.commitlake.cli.open;

/** How a command uses the dataset, and thus whether the dataset must exist. */
public enum DatasetUse {
    /** The command creates the dataset if it doesn't exist. */
    CREATES,
    /** The command changes the dataset, which must exist. */
    CHANGES,
    /** The command moves the ledger of the dataset, which must exist. */
    MOVES_LEDGER,
    /** The command only reads the dataset, which must exist. */
    READS
}
