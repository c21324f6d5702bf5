package io.commitlake.cli;

/** What a command does with the dataset, and so whether there has to be one. */
enum DatasetUse {
    /** It begins a dataset where there is none. */
    BEGINS,
    /** It changes a dataset, which has to be there. */
    CHANGES,
    /** It only reads a dataset, which has to be there; nothing of it changes. */
    READS
}
