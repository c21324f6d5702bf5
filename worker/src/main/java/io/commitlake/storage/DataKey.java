package io.commitlake.storage;

import io.commitlake.model.Export;
import io.commitlake.model.Table;
import io.commitlake.model.commit.CommitMonth;
import java.time.DateTimeException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of a data file's key, which {@link Layout} makes.
 *
 * @param month the month of its rows; empty for file contents, which have none
 */
public record DataKey(Table table, Export export, Optional<CommitMonth> month) {
    private static final Pattern OF_MONTH = Pattern.compile(
            "(commits|file_changes|file_states)/repository_id=(\\d+)/commit_month=(\\d{4}-\\d{2})/\\1_\\2-(\\d+)\\.parquet");

    private static final Pattern OF_CONTENTS =
            Pattern.compile("file_contents/repository_id=(\\d+)/file_contents_\\1-(\\d+)\\.parquet");

    /** Reads the parts of a key; empty if the key isn't that of a data file. */
    public static Optional<DataKey> parse(String key) {
        Matcher month = OF_MONTH.matcher(key);
        Matcher contents = OF_CONTENTS.matcher(key);
        try {
            if (contents.matches()) {
                Export export = new Export(Long.parseLong(contents.group(1)), Long.parseLong(contents.group(2)));
                return Optional.of(new DataKey(Table.FILE_CONTENTS, export, Optional.empty()));
            }
            if (!month.matches()) {
                return Optional.empty();
            }
            return Optional.of(new DataKey(
                    Table.valueOf(month.group(1).toUpperCase(Locale.ROOT)),
                    new Export(Long.parseLong(month.group(2)), Long.parseLong(month.group(4))),
                    Optional.of(CommitMonth.parse(month.group(3)))));
        } catch (IllegalArgumentException | DateTimeException notDataFile) {
            return Optional.empty();
        }
    }
}
