package io.commitlake.history.git;

import io.commitlake.history.FetchException;
import io.commitlake.history.FetchOutcome;
import io.commitlake.history.git.clone.Fetch;
import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.history.git.plumbing.Git;
import io.commitlake.history.object.CommitIndex;
import io.commitlake.history.object.RawCommit;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.ShaSet;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Fetches the trees and blobs that the diffs of new commits read, into a repository that has only commits. The trees
 * are those of the commits and of their first parents; they tell which blobs changed, and Git compares no others, not
 * even to find renames.
 */
final class DiffObjects {
    /** The most commits for which this costs less than the whole history. */
    private static final int MAX_COMMITS = 1000;

    private final BareRepository repository;
    private final Fetch fetch;
    private final List<String> history;

    /**
     * Objects of a repository.
     *
     * @param history the commits that were fetched without trees; fetched as a whole if that costs less, or if the
     *     server doesn't send single objects
     */
    DiffObjects(BareRepository repository, Fetch fetch, List<String> history) {
        this.repository = repository;
        this.fetch = fetch;
        this.history = history;
    }

    /**
     * Fetches the objects for these commits.
     *
     * @throws FetchException if the server refuses
     */
    void fetchFor(CommitIndex commits, ObjectReader reader) {
        if (commits.size() > MAX_COMMITS || !fetchTrees(commits, reader) || !fetchBlobs(commits)) {
            switch (fetch.wholeAgain(history)) {
                case Fetch.Result.Done() -> {}
                case Fetch.Result.NotThere(String sha) -> throw new FetchException(new FetchOutcome.Refused(sha));
                case Fetch.Result.Other(FetchOutcome outcome) -> throw new FetchException(outcome);
                case Fetch.Result.FilterRefused() ->
                    throw CommitlakeException.repository("the server refused a filter that the fetch doesn't have");
            }
        }
    }

    private boolean fetchTrees(CommitIndex commits, ObjectReader reader) {
        Set<String> trees = new LinkedHashSet<>();
        for (int at = 0; at < commits.size(); at++) {
            reader.readCommit(commits.sha(at)).ifPresent(commit -> {
                trees.add(commit.tree());
                commit.parents().stream()
                        .limit(1)
                        .flatMap(parent -> reader.readCommit(parent).stream())
                        .map(RawCommit::tree)
                        .forEach(trees::add);
            });
        }
        trees.remove(Git.EMPTY_TREE);
        Path shas = repository.scratchFile("trees");
        try (ShaFile file = new ShaFile(shas)) {
            trees.forEach(file::add);
        }
        return trees.isEmpty() || isFetched(shas);
    }

    private boolean fetchBlobs(CommitIndex commits) {
        Path diffed = repository.scratchFile("diffed");
        ShaFile.write(diffed, commits, 0, commits.size());
        Path shas = repository.scratchFile("blobs");
        ShaSet blobs = new ShaSet();
        try (TreeDiff diff = TreeDiff.withoutRenames(repository, diffed);
                ShaFile file = new ShaFile(shas)) {
            for (int at = 0; at < commits.size(); at++) {
                for (TreeDiff.Change change : diff.next(commits.sha(at))) {
                    for (TreeDiff.Version version : List.of(change.before(), change.after())) {
                        if (version.isBlob() && blobs.add(version.sha())) {
                            file.add(version.sha());
                        }
                    }
                }
            }
            diff.finish();
        }
        return blobs.size() == 0 || isFetched(shas);
    }

    /** Fetches the objects that a file lists; false if the server doesn't send them one by one. */
    private boolean isFetched(Path shas) {
        return switch (fetch.objects(shas)) {
            case Fetch.Result.Done() -> true;
            case Fetch.Result.NotThere(String sha) -> false;
            case Fetch.Result.FilterRefused() -> false;
            case Fetch.Result.Other(FetchOutcome outcome) -> throw new FetchException(outcome);
        };
    }
}
