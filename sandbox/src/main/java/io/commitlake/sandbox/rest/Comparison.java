package io.commitlake.sandbox.rest;

import io.commitlake.sandbox.git.BareRepository;
import io.commitlake.sandbox.git.ObjectReader;
import io.commitlake.sandbox.web.Answer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Serves {@code GET …/compare/{base}...{head}}: the commits that head reaches and base doesn't, oldest first. With
 * {@code page} or {@code per_page} it returns pages, else the newest 250 commits. Only the first page has files, at
 * most 300, of the whole comparison.
 */
final class Comparison {
    private static final Pattern RANGE = Pattern.compile("(.+?)\\.\\.\\.(.+)");
    private static final int UNPAGED = 250;
    private static final int PER_PAGE = 30;
    private static final int MAX_PER_PAGE = 100;
    private static final int MAX_PAGE = 1_000_000;
    private final DiffLimits limits;

    Comparison(DiffLimits limits) {
        this.limits = limits;
    }

    private record Range(String base, String head, String mergeBase) {}

    Answer answer(RepositoryRequest request) {
        Matcher matcher = RANGE.matcher(request.subject());
        if (!matcher.matches()) {
            return Errors.notFound();
        }
        try (ObjectReader objects = request.history().objects()) {
            Optional<String> base = request.commit(objects, matcher.group(1));
            Optional<String> head = request.commit(objects, matcher.group(2));
            if (base.isEmpty() || head.isEmpty()) {
                return Errors.notFound();
            }
            Optional<String> mergeBase = request.history().mergeBase(base.get(), head.get());
            if (mergeBase.isEmpty()) {
                return Answer.error(
                        404,
                        "No common ancestor between " + matcher.group(1) + " and " + matcher.group(2) + ".",
                        "https://docs.github.com/rest/commits/commits#compare-two-commits");
            }
            return body(request, objects, new Range(base.get(), head.get(), mergeBase.get()));
        }
    }

    private Answer body(RepositoryRequest request, ObjectReader objects, Range range) {
        BareRepository history = request.history();
        List<String> ahead = history.commits(range.head(), List.of(range.base()), "--reverse");
        int behind = history.commits(range.base(), List.of(range.head())).size();
        boolean paged = request.query().has("page") || request.query().has("per_page");
        int perPage = request.query().number("per_page", PER_PAGE, MAX_PER_PAGE);
        int page = paged ? request.query().number("page", 1, MAX_PAGE) : 1;
        List<String> shown = paged
                ? Commits.slice(ahead, page, perPage)
                : ahead.subList(Math.max(0, ahead.size() - UNPAGED), ahead.size());
        Map<String, Object> body = new LinkedHashMap<>();
        addresses(body, request, range);
        body.put("base_commit", request.commits().listed(objects.commit(range.base())));
        body.put("merge_base_commit", request.commits().listed(objects.commit(range.mergeBase())));
        body.put("status", status(ahead.size(), behind));
        body.put("ahead_by", ahead.size());
        body.put("behind_by", behind);
        body.put("total_commits", ahead.size());
        body.put(
                "commits",
                shown.stream()
                        .map(oid -> request.commits().listed(objects.commit(oid)))
                        .toList());
        if (page == 1) {
            body.put("files", files(request, range));
        }
        Answer answer = Answer.json(200, body);
        return paged ? request.paged(answer, page, Commits.pages(ahead.size(), perPage)) : answer;
    }

    private List<Map<String, Object>> files(RepositoryRequest request, Range range) {
        return Commits.slice(
                new FilesJson(request.api(), request.hosted(), limits)
                        .bodies(
                                request.history().changes(range.mergeBase(), range.head()),
                                range.mergeBase(),
                                range.head()),
                1,
                Commits.FILES_PER_PAGE);
    }

    private static void addresses(Map<String, Object> body, RepositoryRequest request, Range range) {
        String page = request.hosted().url() + "/compare/";
        String owner = request.hosted().owner();
        body.put("url", request.api() + "/repos/" + request.hosted().fullName() + request.path());
        body.put("html_url", page + request.subject());
        body.put(
                "permalink_url",
                page + owner + ":" + range.base().substring(0, 7) + "..." + owner + ":"
                        + range.head().substring(0, 7));
        body.put("diff_url", page + request.subject() + ".diff");
        body.put("patch_url", page + request.subject() + ".patch");
    }

    private static String status(int ahead, int behind) {
        if (ahead == 0) {
            return behind == 0 ? "identical" : "behind";
        }
        return behind == 0 ? "ahead" : "diverged";
    }
}
