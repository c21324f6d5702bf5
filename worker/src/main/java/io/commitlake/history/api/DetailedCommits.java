package io.commitlake.history.api;

import io.commitlake.history.Deadline;
import io.commitlake.history.Remote;
import io.commitlake.history.object.CommitIndex;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.commit.CommitPath;
import io.commitlake.model.commit.FileChange;
import io.commitlake.model.commit.SizedVersion;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Reads commits with the rows of their files; sends several requests at once and looks up files in batches. */
final class DetailedCommits {
    private static final int REQUESTS_AT_ONCE = 4;
    private static final int MOST_COMMITS = 64;

    /** Enough lookups for a batch: at 100 files per request, all requests but the last are full. */
    private static final int ENOUGH_LOOKUPS = 400;

    private final HistoryApi api;
    private final Remote remote;
    private final CommitIndex index;
    private final BlobLineCounts blobs;
    private final Deadline deadline;

    DetailedCommits(HistoryApi api, Remote remote, CommitIndex index, BlobLineCounts blobs, Deadline deadline) {
        this.api = api;
        this.remote = remote;
        this.index = index;
        this.blobs = blobs;
        this.deadline = deadline;
    }

    /** A commit and the rows of its files. */
    record Rows(CommitDetail commit, List<FileChange> files) {}

    /**
     * Reads the next commits in order, at least one.
     *
     * @param from the index of the first commit
     * @param to the index after the last commit
     * @throws UncertainAnswerException if GitHub's answer for one of them may differ from Git's
     */
    List<Rows> read(int from, int to) {
        List<CommitDetail> details = new ArrayList<>();
        Set<CommitPath> paths = new LinkedHashSet<>();
        while (from + details.size() < to && details.size() < MOST_COMMITS && paths.size() < ENOUGH_LOOKUPS) {
            int next = from + details.size();
            for (CommitDetail detail : details(next, Math.min(to, next + REQUESTS_AT_ONCE))) {
                details.add(detail);
                paths.addAll(detail.paths());
            }
        }
        deadline.check();
        Map<CommitPath, SizedVersion> versions = api.files(remote, List.copyOf(paths));
        List<List<FoundFile>> files =
                details.stream().map(detail -> detail.found(versions)).toList();
        Map<String, Boolean> binaries = blobs.binaries(files.stream()
                .flatMap(List::stream)
                .flatMap(file -> file.keptBlob().stream())
                .toList());
        List<Rows> rows = new ArrayList<>(details.size());
        for (int i = 0; i < details.size(); i++) {
            deadline.check();
            rows.add(new Rows(
                    details.get(i),
                    files.get(i).stream().map(file -> file.row(binaries, blobs)).toList()));
        }
        return rows;
    }

    private List<CommitDetail> details(int from, int to) {
        List<Future<CommitDetail>> answers = new ArrayList<>();
        try (ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int at = from; at < to; at++) {
                String sha = index.sha(at);
                answers.add(requests.submit(() -> {
                    deadline.check();
                    return CommitDetail.of(api, remote, sha);
                }));
            }
        }
        List<CommitDetail> details = new ArrayList<>(answers.size());
        for (Future<CommitDetail> answer : answers) {
            details.add(result(answer));
        }
        return details;
    }

    private static CommitDetail result(Future<CommitDetail> answer) {
        try {
            return answer.get();
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw new IllegalStateException(failed);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CommitlakeException.repository("the wait for GitHub's answers was interrupted", interrupted);
        }
    }
}
