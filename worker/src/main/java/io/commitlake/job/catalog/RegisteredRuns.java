package io.commitlake.job.catalog;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/** The runs whose files a table has, as the summaries of its snapshots record them. */
final class RegisteredRuns {
    private static final String RUN = "commitlake.run";
    private static final String DATE = "commitlake.snapshot-date";
    private static final String LIST = "commitlake.list";
    private static final String VERSION = "commitlake.list-version";

    private final Map<String, String> versions = new HashMap<>();
    private final Map<String, Long> dates = new LinkedHashMap<>();

    private RegisteredRuns() {}

    /** Reads the snapshots from the current one back to the first. */
    static RegisteredRuns of(Table table) {
        RegisteredRuns runs = new RegisteredRuns();
        for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
            Map<String, String> summary = snapshot.summary();
            Optional.ofNullable(summary.get(VERSION)).ifPresent(version -> {
                runs.versions.putIfAbsent(String.valueOf(summary.get(LIST)), version);
                Optional.ofNullable(summary.get(DATE))
                        .ifPresent(date -> runs.dates.putIfAbsent(date, snapshot.snapshotId()));
            });
        }
        return runs;
    }

    /** Whether the table has all files of a list, as of this version of it. */
    boolean has(String list, String version) {
        return version.equals(versions.get(list));
    }

    /** Whether the table has all files of a list, as of some version of it. */
    boolean knows(String list) {
        return versions.containsKey(list);
    }

    /** For each date, the snapshot that completes the newest run of that date. */
    Map<String, Long> dates() {
        return dates;
    }

    /**
     * Describes a run in the summary of a new snapshot.
     *
     * @param complete whether the table has all of the run's files with this snapshot
     */
    static void describe(AppendFiles append, RunList list, boolean complete) {
        append.set(RUN, list.run());
        append.set(LIST, list.key());
        if (complete) {
            append.set(VERSION, list.version());
        }
    }

    /** Names the date of a run in the summary of a new snapshot, to which the date's tag then points. */
    static void date(AppendFiles append, RunList list) {
        append.set(DATE, list.date());
    }
}
