package io.commitlake.job.export;

import io.commitlake.model.DataFile;
import io.commitlake.model.Table;
import io.commitlake.storage.DataKey;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * The amount written to one table.
 *
 * @param files number of files
 * @param rows number of rows in them
 */
public record TableTotal(long files, long rows) {
    /** Nothing was written to the table. */
    public static final TableTotal NONE = new TableTotal(0, 0);

    TableTotal plus(TableTotal other) {
        return new TableTotal(files + other.files, rows + other.rows);
    }

    /** Totals of data files, by the name of their table. */
    static Map<String, TableTotal> of(Collection<DataFile> files) {
        Map<String, TableTotal> totals = new TreeMap<>();
        for (DataFile file : files) {
            Table table = DataKey.parse(file.key()).orElseThrow().table();
            totals.merge(table.folder(), new TableTotal(1, file.rows()), TableTotal::plus);
        }
        return totals;
    }

    /** Adds up two counts, table by table. */
    static Map<String, TableTotal> sum(Map<String, TableTotal> a, Map<String, TableTotal> b) {
        Map<String, TableTotal> sum = new TreeMap<>(a);
        b.forEach((table, total) -> sum.merge(table, total, TableTotal::plus));
        return sum;
    }
}
