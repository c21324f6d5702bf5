package io.commitlake.job.discovery;

import io.commitlake.dataset.RepositoryTables;
import io.commitlake.ledger.Ledger;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Removes a repository's row from a file if its record names another one.
 *
 * <p>A record moves on when its file is full. Once a repository is forgotten the file has room again, so a slow
 * enrolment may still add the row there while another one adds it to the later file. Therefore each of them looks again:
 * one at the record after it has added a row, the other at the file after it has moved the record. Whichever is second
 * sees what the first has done.
 */
final class StrayRows {
    private final Ledger ledger;
    private final RepositoryTables tables;

    StrayRows(Ledger ledger, RepositoryTables tables) {
        this.ledger = ledger;
        this.tables = tables;
    }

    /** Looks at these repositories' records, and removes their rows from this file if they name another one. */
    void remove(long file, Collection<Long> repositories) {
        Set<Long> elsewhere = new HashSet<>();
        for (long repository : repositories) {
            ledger.tracked(repository)
                    .filter(record -> record.file() != file)
                    .ifPresent(record -> elsewhere.add(repository));
        }
        if (!elsewhere.isEmpty()) {
            tables.change(
                    file,
                    rows -> rows.stream()
                            .filter(row -> !elsewhere.contains(row.id()))
                            .toList());
        }
    }
}
