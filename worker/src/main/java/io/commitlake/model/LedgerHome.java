package io.commitlake.model;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The home of a dataset's ledger. The dataset's record names it, so it has no user and no password.
 *
 * @param place {@link #DATASET} for the dataset's own store, or the address of a schema in PostgreSQL, which is
 *     {@code jdbc:postgresql://host:port/database?currentSchema=schema}
 * @param id the ledger's own ID; empty only for the ledger that a dataset has in its store from the start
 */
public record LedgerHome(String place, Optional<UUID> id) {
    /** The place in the dataset's own store. */
    public static final String DATASET = "dataset";

    /** The home of a new dataset's ledger, unless a setting names another place. */
    public static final LedgerHome FIRST = new LedgerHome(DATASET, Optional.empty());

    private static final Pattern POSTGRES =
            Pattern.compile("jdbc:postgresql://[^/?#@\\s]+/[^/?#@\\s]+\\?currentSchema=[a-z_][a-z0-9_]*");

    public LedgerHome {
        if (!place.equals(DATASET) && !POSTGRES.matcher(place).matches()) {
            throw new IllegalArgumentException("a ledger can't be in \"" + place + "\"");
        }
        if (!place.equals(DATASET) && id.isEmpty()) {
            throw new IllegalArgumentException("the ledger in " + place + " needs an ID");
        }
    }

    /** A new home, which no ledger has had before. */
    public static LedgerHome fresh(String place) {
        return new LedgerHome(place, Optional.of(UUID.randomUUID()));
    }

    /** Whether the ledger is in the dataset's own store. */
    public boolean inDataset() {
        return place.equals(DATASET);
    }
}
