package io.commitlake.sandbox.rest;

import io.commitlake.sandbox.git.BareRepository;
import io.commitlake.sandbox.git.Commit;
import io.commitlake.sandbox.git.FileChange;
import io.commitlake.sandbox.git.ObjectReader;
import io.commitlake.sandbox.web.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Serves the list of commits, and one commit with its files compared to its first parent. */
final class Commits {
    static final int FILES_PER_PAGE = 300;
    private static final int MAX_FILES = 3000;
    private static final int PER_PAGE = 30;
    private static final int MAX_PER_PAGE = 100;
    private static final int MAX_PAGE = 1_000_000;
    private static final Set<String> SERVED = Set.of("sha", "since", "until", "per_page", "page");
    private final DiffLimits limits;

    Commits(DiffLimits limits) {
        this.limits = limits;
    }

    /**
     * {@code GET …/commits?sha=&since=&until=}: the commits that {@code sha} reaches, newest first by committer date.
     */
    Answer list(RepositoryRequest request) {
        Optional<String> other = request.query().names().stream()
                .filter(name -> !SERVED.contains(name))
                .findFirst();
        if (other.isPresent()) {
            return Errors.notServed("commits by '" + other.get() + "'");
        }
        BareRepository history = request.history();
        Optional<BareRepository.Head> head = history.head();
        if (head.isEmpty()) {
            return Errors.empty();
        }
        try (ObjectReader objects = history.objects()) {
            String from = request.query().value("sha").orElse(head.get().oid());
            Optional<String> found = request.commit(objects, from);
            return found.map(oid -> page(request, objects, oid)).orElseGet(Errors::notFound);
        }
    }

    private static Answer page(RepositoryRequest request, ObjectReader objects, String from) {
        int perPage = request.query().number("per_page", PER_PAGE, MAX_PER_PAGE);
        int page = request.query().number("page", 1, MAX_PAGE);
        List<String> dates = new ArrayList<>();
        request.query().value("since").ifPresent(date -> dates.add("--since=" + date));
        request.query().value("until").ifPresent(date -> dates.add("--until=" + date));
        List<String> options = new ArrayList<>(dates);
        options.add("--skip=" + (long) (page - 1) * perPage);
        options.add("--max-count=" + perPage);
        long all = dates.isEmpty()
                ? request.history().count(from)
                : request.history()
                        .commits(from, List.of(), dates.toArray(String[]::new))
                        .size();
        List<Map<String, Object>> bodies =
                request.history().commits(from, List.of(), options.toArray(String[]::new)).stream()
                        .map(oid -> request.commits().listed(objects.commit(oid)))
                        .toList();
        return request.paged(Answer.json(200, bodies), page, pages(all, perPage));
    }

    /** {@code GET …/commits/{ref}}: at most 300 files per page and 3000 in total. */
    Answer detail(RepositoryRequest request) {
        if (request.history().head().isEmpty()) {
            return Errors.empty();
        }
        try (ObjectReader objects = request.history().objects()) {
            return request.commit(objects, request.subject())
                    .map(oid -> detail(request, objects.commit(oid)))
                    .orElseGet(() -> Errors.noCommit(request.subject()));
        }
    }

    private Answer detail(RepositoryRequest request, Commit commit) {
        int perPage = request.query().number("per_page", FILES_PER_PAGE, FILES_PER_PAGE);
        int page = request.query().number("page", 1, MAX_PAGE);
        String before = commit.parents().isEmpty()
                ? BareRepository.EMPTY_TREE
                : commit.parents().getFirst();
        List<FileChange> changes = request.history().changes(before, commit.oid());
        List<Map<String, Object>> files =
                new FilesJson(request.api(), request.hosted(), limits).bodies(changes, before, commit.oid());
        List<Map<String, Object>> listed = files.subList(0, Math.min(files.size(), MAX_FILES));
        long additions = sum(files, "additions");
        long deletions = sum(files, "deletions");
        Map<String, Object> body = request.commits().listed(commit);
        body.put("stats", Map.of("total", additions + deletions, "additions", additions, "deletions", deletions));
        body.put("files", slice(listed, page, perPage));
        return request.paged(Answer.json(200, body), page, pages(listed.size(), perPage));
    }

    private static long sum(List<Map<String, Object>> files, String field) {
        return files.stream()
                .mapToLong(file -> file.get(field) instanceof Number number ? number.longValue() : 0)
                .sum();
    }

    static int pages(long items, int perPage) {
        return (int) Math.max(1, (items + perPage - 1) / perPage);
    }

    static <T> List<T> slice(List<T> items, int page, int perPage) {
        long start = Math.min((long) (page - 1) * perPage, items.size());
        return items.subList((int) start, (int) Math.min(start + perPage, items.size()));
    }
}
