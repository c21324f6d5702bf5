package io.commitlake.cli;

import io.commitlake.job.catalog.CatalogUpdate;
import io.commitlake.job.discovery.Track;
import io.commitlake.job.export.Extract;
import io.commitlake.job.export.TableTotal;
import io.commitlake.job.merge.Merge;
import io.commitlake.job.validate.Validate;
import io.commitlake.model.CommitlakeException.Kind;
import io.commitlake.model.Table;
import io.commitlake.model.Units;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Words for the results of commands, and the exit codes that the results lead to. */
final class ResultText {
    private ResultText() {}

    static String counts(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
    }

    static String extracted(Extract.Result result) {
        return String.format(
                Locale.ROOT,
                "extracted: %s, %,.1f MB in %s%s",
                rows(result.tables()),
                result.bytes() / 1e6,
                Units.count(result.exports(), "export", "exports"),
                result.outcomes().isEmpty() ? "" : " (repositories: " + counts(result.outcomes()) + ")");
    }

    private static String rows(Map<String, TableTotal> tables) {
        return Stream.of(Table.values())
                .filter(table -> Table.BY_MONTH.contains(table) || tables.containsKey(table.folder()))
                .map(table -> rows(
                        table,
                        tables.getOrDefault(table.folder(), TableTotal.NONE).rows()))
                .collect(Collectors.joining(", "));
    }

    /** A table's rows by what they are, such as {@code 2 file changes} or {@code 1 file change}. */
    private static String rows(Table table, long count) {
        String many = table.folder().replace('_', ' ');
        return Units.count(count, table == Table.FILE_CONTENTS ? many : many.substring(0, many.length() - 1), many);
    }

    static String merged(Merge.Result result) {
        return "merged: " + Units.count(result.merged(), "repository", "repositories")
                + (result.unfinished().isEmpty()
                        ? ""
                        : "; unfinished exports: " + String.join(", ", result.unfinished()));
    }

    static String cataloged(CatalogUpdate.TableResult table) {
        return table.name() + ": " + Units.count(table.files(), "file", "files") + " added, "
                + (table.removed() == 0 ? "" : String.format(Locale.ROOT, "%,d removed, ", table.removed()))
                + Units.count(table.snapshots(), "snapshot", "snapshots");
    }

    static String validated(Validate.Result result) {
        return String.format(
                Locale.ROOT,
                "validated: %s of %s in %s, %s%s",
                Units.count(result.commits(), "commit", "commits"),
                Units.count(result.repositories(), "repository", "repositories"),
                Units.count(result.files(), "file", "files"),
                result.faults() == 0 ? "no faults" : Units.count(result.faults(), "fault", "faults"),
                result.unfinished().isEmpty()
                        ? ""
                        : "; not validated, because unfinished: " + String.join(", ", result.unfinished()));
    }

    /** A person has to correct a name that GitHub doesn't know; only the other failures are worth a retry. */
    static ExitCode exitCode(Track.Result result) {
        return result.kinds().isEmpty()
                ? ExitCode.DONE
                : result.kinds().contains(Kind.REPOSITORY) ? ExitCode.REPOSITORIES : ExitCode.SETTINGS;
    }

    /**
     * A failing store and spent tokens concern every repository, and so decide the exit code even if only some
     * repositories met them. GitHub decides it only if it failed for all of them.
     */
    static ExitCode exitCode(Extract.Result result) {
        if (result.kinds().isEmpty()) {
            return ExitCode.DONE;
        }
        if (result.kinds().contains(Kind.STORE)) {
            return ExitCode.STORE;
        }
        if (result.kinds().contains(Kind.BUG)) {
            return ExitCode.BUG;
        }
        if (result.kinds().contains(Kind.SETTINGS)) {
            return ExitCode.SETTINGS;
        }
        if (result.kinds().contains(Kind.SPENT)) {
            return ExitCode.GITHUB;
        }
        boolean all = result.kinds().size() == result.repositories()
                && result.kinds().stream().allMatch(kind -> kind == Kind.GITHUB);
        return all ? ExitCode.GITHUB : ExitCode.REPOSITORIES;
    }
}
