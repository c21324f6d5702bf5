package io.commitlake.history.git;

import io.commitlake.history.Deadline;
import io.commitlake.history.FetchException;
import io.commitlake.history.FetchOutcome;
import io.commitlake.history.HistorySource;
import io.commitlake.history.Limits;
import io.commitlake.history.Remote;
import io.commitlake.history.git.clone.CloneCache;
import io.commitlake.history.git.clone.Fetch;
import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.history.git.plumbing.Git;
import io.commitlake.history.git.plumbing.ProcessLimits;
import io.commitlake.history.memory.GitMemory;
import io.commitlake.model.CommitlakeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Native git: the whole history that head and frontiers reach, fetched into a bare repository that is empty, or holds
 * what was fetched before.
 */
public final class GitSource implements HistorySource {
    /** Of the rows as this package makes them of what git says. */
    private static final int ROWS_VERSION = 2;

    private final Git git;
    private final Limits limits;
    private final Optional<CloneCache> cache;
    private final GitMemory memory;

    /**
     * Fetches by one git.
     *
     * @param memory that whoever asks for a fetch has taken the repository's share of
     */
    public GitSource(Git git, Limits limits, Optional<CloneCache> cache, GitMemory memory) {
        this.git = git;
        this.limits = limits;
        this.cache = cache;
        this.memory = memory;
    }

    @Override
    public String format() {
        return format(git);
    }

    /** The version of the rows that a Git gives. */
    public static String format(Git git) {
        return ROWS_VERSION + " git " + git.version();
    }

    @Override
    public FetchOutcome fetch(Remote remote, String head, List<String> frontiers, Path folder, Deadline deadline) {
        deadline.begin();
        try {
            return fetch(remote, head, frontiers, folder, new ProcessLimits(deadline, memory.of(remote.repository())));
        } catch (FetchException stopped) {
            return stopped.outcome();
        }
    }

    private FetchOutcome fetch(Remote remote, String head, List<String> frontiers, Path folder, ProcessLimits bounds) {
        BareRepository repository = BareRepository.create(git, folder, "history.git", bounds);
        if (cache.isEmpty() || !cache.get().fill(repository, remote.repository())) {
            // What was linked of a broken entry doesn't count.
            BareRepository empty =
                    cache.isEmpty() ? repository : BareRepository.create(git, folder, "anew.git", bounds);
            return kept(empty, remote, head, frontiers);
        }
        try {
            return kept(repository, remote, head, frontiers);
        } catch (CommitlakeException failed) {
            if (failed.kind() == CommitlakeException.Kind.INTERRUPTED || repository.isWhole()) {
                throw failed; // not the cache's fault
            }
            cache.get().discard(remote.repository(), bounds.deadline(), String.valueOf(failed.getMessage()));
            return kept(BareRepository.create(git, folder, "anew.git", bounds), remote, head, frontiers);
        }
    }

    private FetchOutcome kept(BareRepository repository, Remote remote, String head, List<String> frontiers) {
        FetchOutcome fetched = fetch(repository, remote, head, frontiers);
        if (cache.isPresent() && fetched instanceof FetchOutcome.Here(var history, List<String> lost)) {
            Set<String> commits = new LinkedHashSet<>(frontiers);
            commits.add(head);
            lost.forEach(commits::remove);
            repository.tidy();
            cache.get().keep(repository, remote.repository(), List.copyOf(commits));
        }
        return fetched;
    }

    private FetchOutcome fetch(BareRepository repository, Remote remote, String head, List<String> frontiers) {
        Fetch fetch = new Fetch(repository, remote, limits);
        Set<String> wanted = new LinkedHashSet<>();
        wanted.add(head);
        wanted.addAll(frontiers);
        List<String> lost = new ArrayList<>();
        while (true) {
            switch (fetch.run(List.copyOf(wanted))) {
                case Fetch.Result.Done() -> {
                    return new FetchOutcome.Here(new GitHistory(repository), List.copyOf(lost));
                }
                case Fetch.Result.Other(FetchOutcome outcome) -> {
                    return outcome;
                }
                case Fetch.Result.NotThere(String sha) -> {
                    if (sha.equals(head) || !wanted.remove(sha)) {
                        return new FetchOutcome.Refused(sha);
                    }
                    lost.add(sha);
                }
            }
        }
    }
}
