package io.commitlake.job.validate;

import io.commitlake.model.CommitlakeException;

/**
 * One of several parts of the dataset, about equal in repositories, which together are the whole.
 *
 * @param number the part's number, from 0
 * @param of the number of parts
 */
public record Part(int number, int of) {
    /** The whole dataset. */
    public static final Part WHOLE = new Part(0, 1);

    public Part {
        if (of < 1 || number < 0 || number >= of) {
            throw CommitlakeException.usage(
                    "there is no shard " + number + " of " + of + ": the shards are 0 to " + (of - 1));
        }
    }

    /** Whether this part has the object with this id. */
    boolean has(long id) {
        return id % of == number;
    }
}
