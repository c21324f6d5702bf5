package io.commitlake.model.contents;

/**
 * The file contents that a dataset keeps, and how its rows name the files with them. Both are fixed in the dataset's
 * record before the first claim, so that any worker makes the same bytes, by whatever address it reaches the dataset.
 *
 * @param filter which contents the dataset keeps
 * @param dataset the address of the dataset, with a slash at its end; empty if it keeps no contents
 */
public record KeptContents(Contents filter, String dataset) {
    /** Keeps none. */
    public static final KeptContents NONE = new KeptContents(Contents.NONE, "");

    public KeptContents {
        if (filter.kept() ? !dataset.endsWith("/") : !dataset.isEmpty()) {
            throw new IllegalArgumentException(
                    "the address of a dataset that keeps the contents " + filter + " can't be \"" + dataset + "\"");
        }
    }

    /** Keeps what the filter says in a dataset with this address. */
    public static KeptContents of(Contents filter, String dataset) {
        return filter.kept() ? new KeptContents(filter, dataset) : NONE;
    }

    /** Whether the dataset keeps any contents. */
    public boolean any() {
        return filter.kept();
    }

    /** The address of the file under a key. */
    public String address(String key) {
        return dataset + key;
    }
}
