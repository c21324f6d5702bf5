package io.commitlake.history.api;

import io.commitlake.history.Remote;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** A list or a comparison of GitHub's, 100 commits a page; the first page is asked for at once, the others at need. */
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

    /** All that a commit reaches. */
    static CommitPages reachedBy(HistoryApi api, Remote remote, String commit) {
        return new CommitPages(api, remote, "/commits?sha=" + commit + "&");
    }

    /** What the head reaches and the base doesn't. */
    static CommitPages compared(HistoryApi api, Remote remote, String base, String head) {
        return new CommitPages(api, remote, "/compare/" + base + "..." + head + "?");
    }

    /** How many commits the head has that the base hasn't; of a list, about how many there are. */
    long ahead() {
        return first.body().isArray() ? (long) first.lastPage() * PER_PAGE : number("ahead_by");
    }

    /** How many the base has that the head hasn't. */
    long behind() {
        return number("behind_by");
    }

    /** Of a comparison: the newest commit that both reach; a commit that the other reaches is it itself. */
    String mergeBase() {
        JsonNode sha = first.body().path("merge_base_commit").path("sha");
        if (!sha.isString()) {
            throw new UncertainAnswerException("GitHub's comparison " + path + " has no merge base");
        }
        return sha.asString();
    }

    /** Those of the first page. */
    List<ListedCommit> first() {
        List<ListedCommit> commits = new ArrayList<>(PER_PAGE);
        read(first.body(), commits::add);
        return commits;
    }

    /** All, page by page. */
    void all(Consumer<ListedCommit> each) {
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
        if (!first.body().path(field).isNumber()) {
            throw new UncertainAnswerException("GitHub's comparison " + path + " has no " + field);
        }
        return first.body().path(field).asLong();
    }
}
