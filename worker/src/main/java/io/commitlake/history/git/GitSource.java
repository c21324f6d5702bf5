package io.commitlake.history.git;

import io.commitlake.history.CommitLookup;
import io.commitlake.history.Deadline;
import io.commitlake.history.FetchException;
import io.commitlake.history.FetchOutcome;
import io.commitlake.history.FetchProgress;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Fetches, with native Git, what the head and the frontiers reach into a bare repository: the whole history for a first
 * export, all commits but only the trees and blobs of the new ones for a later export. Which commits are new can be told
 * for certain only from all of them. With a clone cache, the repository starts with what that holds, and Git fetches
 * whatever is missing from the whole history.
 */
public final class GitSource implements HistorySource {
    /** The version of this package's conversion from Git's output to rows. */
    private static final int ROWS_VERSION = 4;

    private final Git git;
    private final Limits limits;
    private final Optional<CloneCache> cache;
    private final CommitLookup lookup;
    private final GitMemory memory;

    /**
     * Creates a source.
     *
     * @param lookup finds all lost frontiers once a fetch has found one
     * @param memory the memory budget; the caller of {@link #fetch} must already hold the repository's share of it
     */
    public GitSource(Git git, Limits limits, Optional<CloneCache> cache, CommitLookup lookup, GitMemory memory) {
        this.git = git;
        this.limits = limits;
        this.cache = cache;
        this.lookup = lookup;
        this.memory = memory;
    }

    @Override
    public String format() {
        return format(git);
    }

    /** The version of the rows that a Git installation yields. */
    public static String format(Git git) {
        return ROWS_VERSION + " git " + git.version();
    }

    @Override
    public FetchOutcome fetch(
            Remote remote,
            String head,
            List<String> frontiers,
            Path folder,
            Deadline deadline,
            FetchProgress progress) {
        deadline.begin();
        try {
            ProcessLimits processLimits = new ProcessLimits(deadline, memory.of(remote.repository()));
            return fetch(remote, head, frontiers, folder, processLimits, progress);
        } catch (FetchException stopped) {
            return stopped.outcome();
        }
    }

    private FetchOutcome fetch(
            Remote remote,
            String head,
            List<String> frontiers,
            Path folder,
            ProcessLimits processLimits,
            FetchProgress progress) {
        BareRepository repository = BareRepository.create(git, folder, "history.git", processLimits);
        if (cache.isEmpty() || !cache.get().fill(repository, remote.repository())) {
            // The first repository may hold packs of a broken entry, so start with a new one.
            BareRepository empty =
                    cache.isEmpty() ? repository : BareRepository.create(git, folder, "fresh.git", processLimits);
            return fetchAndCache(empty, remote, head, frontiers, progress);
        }
        try {
            return fetchAndCache(repository, remote, head, frontiers, progress);
        } catch (CommitlakeException failed) {
            if (failed.kind() == CommitlakeException.Kind.INTERRUPTED || repository.isComplete()) {
                throw failed; // the cache isn't the cause
            }
            cache.get().discard(remote.repository(), processLimits.deadline(), String.valueOf(failed.getMessage()));
            return fetchAndCache(
                    BareRepository.create(git, folder, "fresh.git", processLimits), remote, head, frontiers, progress);
        }
    }

    private FetchOutcome fetchAndCache(
            BareRepository repository, Remote remote, String head, List<String> frontiers, FetchProgress progress) {
        boolean downloaded = repository.isEmpty();
        FetchOutcome fetched = fetch(repository, remote, head, frontiers, progress);
        if (cache.isPresent() && fetched instanceof FetchOutcome.Here(var history, List<String> lost)) {
            Set<String> commits = new LinkedHashSet<>(frontiers);
            commits.add(head);
            lost.forEach(commits::remove);
            if (downloaded && !repository.isComplete()) {
                throw CommitlakeException.repository(
                        remote.url() + " can't be fetched: the server did not send all objects of its history");
            }
            repository.repack();
            cache.get().store(repository, remote.repository(), List.copyOf(commits));
        }
        return fetched;
    }

    private FetchOutcome fetch(
            BareRepository repository, Remote remote, String head, List<String> frontiers, FetchProgress progress) {
        Fetch fetch = new Fetch(repository, remote, limits, progress);
        Set<String> wanted = new LinkedHashSet<>();
        wanted.add(head);
        wanted.addAll(frontiers);
        Set<String> lost = new LinkedHashSet<>();
        boolean withTrees = cache.isPresent()
                || frontiers.isEmpty()
                || remote.kilobytes().orElse(Long.MAX_VALUE) < Fetch.MIN_FILTERED_KILOBYTES;
        while (true) {
            List<String> commits = List.copyOf(wanted);
            switch (withTrees ? fetch.whole(commits) : fetch.withoutTrees(commits)) {
                case Fetch.Result.Done() -> {
                    Optional<DiffObjects> unfetched =
                            withTrees ? Optional.empty() : Optional.of(new DiffObjects(repository, fetch, commits));
                    return new FetchOutcome.Here(
                            new GitHistory(repository, FewCommits.MAX_COMMITS, unfetched), List.copyOf(lost));
                }
                case Fetch.Result.FilterRefused() -> withTrees = true;
                case Fetch.Result.Other(FetchOutcome outcome) -> {
                    return outcome;
                }
                case Fetch.Result.NotThere(String sha) -> {
                    if (sha.equals(head) || !wanted.remove(sha)) {
                        return new FetchOutcome.Refused(sha);
                    }
                    lost.add(sha);
                    List<String> others =
                            frontiers.stream().filter(wanted::contains).toList();
                    if (lost.size() == 1 && others.size() > 1) {
                        Set<String> missing = lookup.missing(remote, others);
                        others.stream()
                                .filter(missing::contains)
                                .filter(other -> !other.equals(head))
                                .forEach(lost::add);
                        wanted.removeAll(lost);
                    }
                }
            }
        }
    }
}
