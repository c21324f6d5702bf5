package io.commitlake.sandbox.rest;

import io.commitlake.sandbox.control.Fault;
import io.commitlake.sandbox.hub.HostedRepositories;
import io.commitlake.sandbox.hub.HostedRepository;
import io.commitlake.sandbox.web.Answer;
import io.commitlake.sandbox.web.Query;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Serves {@code GET /search/repositories}: the first 1000 results, in pages. */
final class Search {
    static final String PATH = "/search/repositories";
    private static final int REACHABLE = 1000;
    private static final int PER_PAGE = 30;
    private static final int MAX_PER_PAGE = 100;
    private static final int MAX_PAGE = 1_000_000;
    private static final String DOCUMENTATION = "https://docs.github.com/v3/search/";
    /** GitHub's best match follows no documented order. Neither does this one, but it is the same for every request. */
    private static final Comparator<HostedRepository> BEST_MATCH = Comparator.comparingLong(
                    (HostedRepository hosted) -> hosted.id() * 0x9E3779B97F4A7C15L)
            .thenComparingLong(HostedRepository::id);

    private final String api;
    private final HostedRepositories repositories;

    Search(String api, HostedRepositories repositories) {
        this.api = api;
        this.repositories = repositories;
    }

    Answer answer(Query query, Optional<Fault> fault) {
        Optional<String> q = query.value("q");
        if (q.isEmpty()) {
            return Answer.json(
                    422,
                    Map.of(
                            "message",
                            "Validation Failed",
                            "errors",
                            List.of(Map.of("resource", "Search", "field", "q", "code", "missing")),
                            "documentation_url",
                            DOCUMENTATION,
                            "status",
                            "422"));
        }
        int perPage = query.number("per_page", PER_PAGE, MAX_PER_PAGE);
        int page = query.number("page", 1, MAX_PAGE);
        if ((long) (page - 1) * perPage >= REACHABLE) {
            return Answer.error(422, "Only the first 1000 search results are available", DOCUMENTATION);
        }
        try {
            List<HostedRepository> found = found(SearchTerms.parse(q.get()), order(query));
            return page(query, Results.of(found, fault), page, perPage);
        } catch (SearchTerms.UnsupportedTermException term) {
            return Errors.notServed("a search by '" + term.getMessage() + "'");
        }
    }

    private List<HostedRepository> found(SearchTerms terms, Comparator<HostedRepository> order) {
        return repositories
                .createdBetween(terms.created().from(), terms.created().to())
                .stream()
                .filter(terms.matches())
                .sorted(order)
                .toList();
    }

    private Answer page(Query query, Results results, int page, int perPage) {
        List<HostedRepository> found = results.found();
        List<HostedRepository> reachable = found.subList(0, Math.min(found.size(), REACHABLE));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("total_count", results.total());
        body.put("incomplete_results", results.incomplete());
        body.put(
                "items",
                Commits.slice(reachable, page, perPage).stream().map(this::item).toList());
        return Links.add(Answer.json(200, body), api + PATH, query, page, Commits.pages(reachable.size(), perPage));
    }

    /** The results and what the answer claims about them, which a fault can make untrue. */
    private record Results(List<HostedRepository> found, int total, boolean incomplete) {
        static Results of(List<HostedRepository> found, Optional<Fault> fault) {
            return switch (fault.orElse(null)) {
                case Fault.WrongTotal wrong -> new Results(found, Math.max(0, found.size() + wrong.by()), false);
                case Fault.Incomplete incomplete -> {
                    List<HostedRepository> fewer = found.subList(0, Math.max(0, found.size() - incomplete.missing()));
                    yield new Results(fewer, fewer.size(), true);
                }
                case Fault.Shifted shifted -> {
                    List<HostedRepository> rotated = new ArrayList<>(found);
                    Collections.rotate(rotated, -shifted.by());
                    yield new Results(rotated, found.size(), false);
                }
                case null, default -> new Results(found, found.size(), false);
            };
        }
    }

    private Map<String, Object> item(HostedRepository hosted) {
        Map<String, Object> item = new RepositoryJson(api, hosted).body();
        item.remove("network_count");
        item.remove("subscribers_count");
        item.put("score", 1.0);
        return item;
    }

    /** Descending unless {@code order=asc}; ties are in the order of ids. */
    private static Comparator<HostedRepository> order(Query query) {
        Comparator<HostedRepository> order = switch (query.value("sort").orElse("")) {
            case "stars" -> Comparator.comparingLong(HostedRepository::stars);
            case "updated" ->
                Comparator.comparing(
                        (HostedRepository hosted) -> hosted.pushedAt().orElse(Instant.EPOCH));
            case "forks", "help-wanted-issues" -> Comparator.comparingInt((HostedRepository hosted) -> 0);
            default -> BEST_MATCH;
        };
        boolean ascending = query.value("order").filter("asc"::equals).isPresent();
        return (ascending ? order : order.reversed()).thenComparingLong(HostedRepository::id);
    }
}
