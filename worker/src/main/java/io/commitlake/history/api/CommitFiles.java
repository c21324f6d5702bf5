package io.commitlake.history.api;

import io.commitlake.history.Remote;
import io.commitlake.model.Json;
import io.commitlake.model.commit.ChangeStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The files that a commit changed, from all pages.
 *
 * @param commit the commit as the first page shows it
 * @param files the files, ordered by the bytes of their paths
 */
record CommitFiles(JsonNode commit, List<ListedFile> files) {
    private static final int FILES_PER_PAGE = 300;

    /** GitHub shows no more files than these and doesn't say whether there are more. */
    private static final int MOST_FILES = 3000;

    /**
     * The most pairs of a removed and a new path for which we trust GitHub's search for renames. The new paths of exact
     * renames don't count, because they are found first. Recordings show that GitHub compares 15,200 pairs. Git stops at
     * 1,000,000; GitHub's limit is undocumented.
     */
    private static final long MOST_PAIRS = 10_000;

    /**
     * Gets a commit's files from GitHub.
     *
     * @throws UncertainAnswerException if the files may differ from Git's
     */
    static CommitFiles of(HistoryApi api, Remote remote, String sha) {
        HistoryApi.Page first = api.get(remote, path(sha, 1));
        List<ListedFile> files = new ArrayList<>(page(sha, 1, first.body()));
        // The last page first: it tells whether there may be more files than GitHub shows.
        for (int next = first.lastPage(); next > 1; next--) {
            files.addAll(page(sha, next, api.get(remote, path(sha, next)).body()));
        }
        files.sort(Comparator.comparing(ListedFile::pathBytes, Arrays::compareUnsigned));
        check(sha, first.body().path("stats"), files);
        return new CommitFiles(first.body(), List.copyOf(files));
    }

    private static String path(String sha, int page) {
        return "/commits/" + sha + "?per_page=" + FILES_PER_PAGE + "&page=" + page;
    }

    /**
     * Reads the files of one page.
     *
     * @param number the page's number, from 1
     * @throws UncertainAnswerException if a file can't be as Git has it, or GitHub may leave files out
     */
    static List<ListedFile> page(String sha, int number, JsonNode body) {
        if (!body.path("sha").asString("").equals(sha) || !body.path("files").isArray()) {
            throw new UncertainAnswerException("GitHub doesn't show the files of " + sha);
        }
        List<ListedFile> files = new ArrayList<>();
        body.path("files").forEach(file -> files.add(ListedFile.of(sha, file)));
        if ((number - 1) * FILES_PER_PAGE + files.size() >= MOST_FILES) {
            throw new UncertainAnswerException(
                    sha + " changed " + MOST_FILES + " files or more, and GitHub shows at most " + MOST_FILES);
        }
        return files;
    }

    static void check(String sha, JsonNode stats, List<ListedFile> files) {
        Set<String> paths = new HashSet<>();
        Set<String> removed = new HashSet<>();
        Set<String> added = new HashSet<>();
        long sources = 0;
        long targets = 0;
        long additions = 0;
        long deletions = 0;
        for (ListedFile file : files) {
            boolean renamed = file.status() == ChangeStatus.RENAMED;
            sources += renamed || file.status() == ChangeStatus.REMOVED ? 1 : 0;
            targets += (renamed && !file.mayHideLines()) || file.status() == ChangeStatus.ADDED ? 1 : 0;
            additions += file.lines().added();
            deletions += file.lines().deleted();
            switch (file.status()) {
                case REMOVED -> removed.add(file.sha());
                case ADDED -> added.add(file.sha());
                default -> {}
            }
            if (!paths.add(file.path())) {
                throw new UncertainAnswerException("GitHub lists " + file.path() + " of " + sha + " twice");
            }
        }
        if (additions != Json.integer(stats.path("additions")).orElse(-1)
                || deletions != Json.integer(stats.path("deletions")).orElse(-1)) {
            throw new UncertainAnswerException(
                    "GitHub's total of changed lines isn't the sum over the files of " + sha);
        }
        if (sources * targets > MOST_PAIRS) {
            throw new UncertainAnswerException(sha + " may have more renames than GitHub looks for: " + sources
                    + " removed and " + targets + " new paths");
        }
        added.retainAll(removed);
        if (!added.isEmpty()) {
            throw new UncertainAnswerException("GitHub lists no rename in " + sha + ", which removes and adds the blob "
                    + added.iterator().next());
        }
    }
}
