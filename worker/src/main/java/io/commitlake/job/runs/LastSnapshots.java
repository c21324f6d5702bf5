package io.commitlake.job.runs;

import io.commitlake.job.work.StepReport;
import io.commitlake.storage.Storage;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The last snapshot up to which each repository is exported. The report of each merge names the repositories that its run
 * didn't bring up to its snapshot, each with the last snapshot before; all others that the run was asked for are as of the
 * run's snapshot. So the newest merged run usually suffices, and no run is read twice.
 */
public final class LastSnapshots {
    /** What the report of a merge says of repositories; nothing, if the merge couldn't read a shard. */
    private record Merged(Optional<List<BehindRepository>> behind) {}

    private final Storage storage;
    private final List<AskedRun> newestFirst;
    private final Map<String, Optional<Map<Long, Optional<Instant>>>> read = new HashMap<>();

    private LastSnapshots(Storage storage, List<RunSummary> newestFirst) {
        this.storage = storage;
        this.newestFirst = newestFirst.stream().map(AskedRun::of).toList();
    }

    /** By all runs. */
    public static LastSnapshots of(Storage storage, RunHistory history) {
        return new LastSnapshots(storage, history.runs().reversed());
    }

    /** By a run, if it was merged before, and by the runs that began before it; by none if the history doesn't have it. */
    public static LastSnapshots upTo(Storage storage, RunHistory history, String run) {
        List<RunSummary> newestFirst = history.runs().reversed();
        int from = newestFirst.stream().map(RunSummary::run).toList().indexOf(run);
        return new LastSnapshots(storage, from < 0 ? List.of() : newestFirst.subList(from, newestFirst.size()));
    }

    /**
     * The last snapshot of an exported repository; empty if no merged run of the history covers the repository.
     *
     * @param name the repository's name in its row
     * @param file the number of the repository's file
     */
    public Optional<Instant> of(long repository, Optional<String> name, long file) {
        for (AskedRun run : newestFirst) {
            Optional<Map<Long, Optional<Instant>>> behind = run.includes(name, file)
                    ? read.computeIfAbsent(run.summary().run(), this::behind)
                    : Optional.empty();
            if (behind.isPresent()) {
                return behind.get()
                        .getOrDefault(repository, Optional.of(run.summary().snapshot()));
            }
        }
        return Optional.empty();
    }

    private Optional<Map<Long, Optional<Instant>>> behind(String run) {
        return StepReport.read(storage, run, "merge", Merged.class)
                .flatMap(Merged::behind)
                .map(repositories -> {
                    Map<Long, Optional<Instant>> behind = new HashMap<>();
                    repositories.forEach(one -> behind.put(one.repository(), one.snapshot()));
                    return behind;
                });
    }
}
