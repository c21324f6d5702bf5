package io.commitlake.history.api;

import io.commitlake.history.Remote;
import io.commitlake.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** A list or comparison of commits from GitHub, 100 per page. The constructor fetches only the first page. */
final class CommitPages {
    private static final int PER_PAGE = 100;

    private final HistoryApi api;
    private final Remote remote;
    private final String path;
    private final HistoryApi.Page first;

    private CommitPages(HistoryApi api, Remote remote, String path) {
        this.api = api;
        this.remote = remote;
        this.path = path;
        this.first = api.get(remote, page(1));
    }

    /** All commits that a commit reaches. */
    static CommitPages reachedBy(HistoryApi api, Remote remote, String commit) {
        return new CommitPages(api, remote, "/commits?sha=" + commit + "&");
    }

    /** The commits that the head reaches and the base doesn't. */
    static CommitPages compared(HistoryApi api, Remote remote, String base, String head) {
        return new CommitPages(api, remote, "/compare/" + base + "..." + head + "?");
    }

    /** The number of commits that the head reaches and the base doesn't; of a list, its length rounded up to pages. */
    long ahead() {
        return first.body().isArray() ? (long) first.lastPage() * PER_PAGE : number("ahead_by");
    }

    /** The number of commits that the base reaches and the head doesn't. */
    long behind() {
        return number("behind_by");
    }

    /** The newest commit that both sides of a comparison reach; if one side reaches the other, the other side. */
    String mergeBase() {
        JsonNode sha = first.body().path("merge_base_commit").path("sha");
        if (!sha.isString()) {
            throw new UncertainAnswerException("GitHub's comparison " + path + " has no merge base");
        }
        return sha.asString();
    }

    /** The commits of the first page. */
    List<ListedCommit> firstPage() {
        List<ListedCommit> commits = new ArrayList<>(PER_PAGE);
        read(first.body(), commits::add);
        return commits;
    }

    /** Passes on all commits, page by page. */
    void forEach(Consumer<ListedCommit> each) {
        read(first.body(), each);
        int last = first.lastPage();
        for (int page = 2; page <= last; page++) {
            read(api.get(remote, page(page)).body(), each);
        }
    }

    private String page(int number) {
        return path + "per_page=" + PER_PAGE + "&page=" + number;
    }

    private static void read(JsonNode body, Consumer<ListedCommit> each) {
        (body.isArray() ? body : body.path("commits")).forEach(commit -> each.accept(ListedCommit.of(commit)));
    }

    private long number(String field) {
        return Json.integer(first.body().path(field))
                .orElseThrow(() -> new UncertainAnswerException("GitHub's comparison " + path + " has no " + field));
    }
}
