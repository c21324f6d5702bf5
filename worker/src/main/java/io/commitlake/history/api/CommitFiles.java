package io.commitlake.history.api;

import io.commitlake.history.Remote;
import io.commitlake.model.commit.ChangeStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The files that a commit changed, on as many pages as they take.
 *
 * @param commit as the first page has it
 * @param files by the bytes of their paths
 */
record CommitFiles(JsonNode commit, List<ListedFile> files) {
    private static final int FILES_PER_PAGE = 300;

    /** GitHub shows no more, nor says that there are. */
    private static final int MOST_FILES = 3000;

    /**
     * Removed and new paths that are held against each other for renames; new ones that are renamed as they were are
     * found beforehand. Recordings show GitHub do so with 15,200 pairs; where it gives up, as git does from 1,000,000 on,
     * nobody says.
     */
    private static final long MOST_PAIRS = 10_000;

    /**
     * Asks for them.
     *
     * @throws UncertainAnswerException where they need not be git's
     */
    static CommitFiles of(HistoryApi api, Remote remote, String sha) {
        HistoryApi.Page first = api.get(remote, path(sha, 1));
        List<ListedFile> files = new ArrayList<>(page(sha, 1, first.body()));
        // The last one first: it tells whether there may be more than are shown.
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
     * Those of one page.
     *
     * @param number of the page, from 1
     * @throws UncertainAnswerException where one can't be git's, or GitHub may keep others back
     */
    static List<ListedFile> page(String sha, int number, JsonNode body) {
        if (!body.path("sha").asString("").equals(sha) || !body.path("files").isArray()) {
            throw new UncertainAnswerException("GitHub doesn't show the files of " + sha);
        }
        List<ListedFile> files = new ArrayList<>();
        body.path("files").forEach(file -> files.add(ListedFile.of(sha, file)));
        if ((number - 1) * FILES_PER_PAGE + files.size() >= MOST_FILES) {
            throw new UncertainAnswerException(
                    sha + " changed " + MOST_FILES + " files or more, of which GitHub shows no more");
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
            targets += (renamed && !file.unexplained()) || file.status() == ChangeStatus.ADDED ? 1 : 0;
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
        if (additions != stats.path("additions").asLong(-1)
                || deletions != stats.path("deletions").asLong(-1)) {
            throw new UncertainAnswerException(
                    "GitHub counts other lines in all the files of " + sha + " than in each");
        }
        if (sources * targets > MOST_PAIRS) {
            throw new UncertainAnswerException(sha + " may have more renames than GitHub looks for: " + sources
                    + " paths less and " + targets + " more");
        }
        added.retainAll(removed);
        if (!added.isEmpty()) {
            throw new UncertainAnswerException("GitHub doesn't call it a rename that "
                    + added.iterator().next() + " left one path of " + sha + " for another");
        }
    }
}
