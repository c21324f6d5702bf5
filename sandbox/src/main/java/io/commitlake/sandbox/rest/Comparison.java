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
 * {@code GET …/compare/{base}...{head}}: what head has and base hasn't, oldest first. With {@code page} or {@code per_page} in pages,
 * else the newest 250; the files of the whole, 300 at most, on the first page alone.
 */
final class Comparison {
    private static final Pattern RANGE = Pattern.compile("(.+?)\\.\\.\\.(.+)");
    private static final int UNPAGED = 250;
    private static final int PER_PAGE = 30;
    private static final int MAX_PER_PAGE = 100;
    private static final int ANY_PAGE = 1_000_000;
    private final DiffLimits limits;

    Comparison(DiffLimits limits) {
        this.limits = limits;
    }

    private record Ends(String base, String head, String mergeBase) {}

    Answer answer(Call call) {
        Matcher range = RANGE.matcher(call.subject());
        if (!range.matches()) {
            return Errors.notFound();
        }
        try (ObjectReader objects = call.history().objects()) {
            Optional<String> base = call.commit(objects, range.group(1));
            Optional<String> head = call.commit(objects, range.group(2));
            if (base.isEmpty() || head.isEmpty()) {
                return Errors.notFound();
            }
            Optional<String> mergeBase = call.history().mergeBase(base.get(), head.get());
            if (mergeBase.isEmpty()) {
                return Answer.error(
                        404,
                        "No common ancestor between " + range.group(1) + " and " + range.group(2) + ".",
                        "https://docs.github.com/rest/commits/commits#compare-two-commits");
            }
            return body(call, objects, new Ends(base.get(), head.get(), mergeBase.get()));
        }
    }

    private Answer body(Call call, ObjectReader objects, Ends ends) {
        BareRepository history = call.history();
        List<String> ahead = history.commits(ends.head(), List.of(ends.base()), "--reverse");
        int behind = history.commits(ends.base(), List.of(ends.head())).size();
        boolean paged = call.query().has("page") || call.query().has("per_page");
        int perPage = call.query().number("per_page", PER_PAGE, MAX_PER_PAGE);
        int page = paged ? call.query().number("page", 1, ANY_PAGE) : 1;
        List<String> shown = paged
                ? Commits.slice(ahead, page, perPage)
                : ahead.subList(Math.max(0, ahead.size() - UNPAGED), ahead.size());
        Map<String, Object> body = new LinkedHashMap<>();
        addresses(body, call, ends);
        body.put("base_commit", call.commits().listed(objects.commit(ends.base())));
        body.put("merge_base_commit", call.commits().listed(objects.commit(ends.mergeBase())));
        body.put("status", status(ahead.size(), behind));
        body.put("ahead_by", ahead.size());
        body.put("behind_by", behind);
        body.put("total_commits", ahead.size());
        body.put(
                "commits",
                shown.stream()
                        .map(oid -> call.commits().listed(objects.commit(oid)))
                        .toList());
        if (page == 1) {
            body.put("files", files(call, ends));
        }
        Answer answer = Answer.json(200, body);
        return paged ? call.paged(answer, page, Commits.pages(ahead.size(), perPage)) : answer;
    }

    private List<Map<String, Object>> files(Call call, Ends ends) {
        return Commits.slice(
                new FilesJson(call.api(), call.hosted(), limits)
                        .bodies(call.history().changes(ends.mergeBase(), ends.head()), ends.mergeBase(), ends.head()),
                1,
                Commits.FILES_PER_PAGE);
    }

    private static void addresses(Map<String, Object> body, Call call, Ends ends) {
        String page = call.hosted().url() + "/compare/";
        String owner = call.hosted().owner();
        body.put("url", call.api() + "/repos/" + call.hosted().fullName() + call.path());
        body.put("html_url", page + call.subject());
        body.put(
                "permalink_url",
                page + owner + ":" + ends.base().substring(0, 7) + "..." + owner + ":"
                        + ends.head().substring(0, 7));
        body.put("diff_url", page + call.subject() + ".diff");
        body.put("patch_url", page + call.subject() + ".patch");
    }

    private static String status(int ahead, int behind) {
        if (ahead == 0) {
            return behind == 0 ? "identical" : "behind";
        }
        return behind == 0 ? "ahead" : "diverged";
    }
}
