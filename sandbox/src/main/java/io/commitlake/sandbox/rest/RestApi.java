package io.commitlake.sandbox.rest;

import io.commitlake.sandbox.hub.Budgets;
import io.commitlake.sandbox.hub.HostedRepositories;
import io.commitlake.sandbox.hub.HostedRepository;
import io.commitlake.sandbox.hub.TokenRights;
import io.commitlake.sandbox.hub.Tokens;
import io.commitlake.sandbox.web.Answer;
import io.commitlake.sandbox.web.Api;
import io.commitlake.sandbox.web.Refusals;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** GitHub's REST API, as far as the worker uses it. Other paths answer 404, as unknown paths do on GitHub. */
public final class RestApi implements Api {
    private static final Pattern BY_ID = Pattern.compile("/repositories/([0-9]{1,18})(/.*)?");
    private static final Pattern BY_NAME = Pattern.compile("/repos/([^/]+/[^/]+)(/.*)?");
    private final String address;
    private final HostedRepositories repositories;
    private final Tokens tokens;
    private final RateLimits rateLimits;
    private final Search search;
    private final List<Route> routes;

    /** A pattern of paths below a repository's own address, and the endpoint that serves them. */
    private record Route(Pattern pattern, RepositoryRequest.Endpoint endpoint) {
        Route(String pattern, RepositoryRequest.Endpoint endpoint) {
            this(Pattern.compile(pattern), endpoint);
        }
    }

    /**
     * Serves these repositories.
     *
     * @param address the address of this API, without a trailing slash
     */
    public RestApi(String address, HostedRepositories repositories, Tokens tokens, Budgets budgets, DiffLimits limits) {
        this.address = address;
        this.repositories = repositories;
        this.tokens = tokens;
        this.rateLimits = new RateLimits(budgets);
        this.search = new Search(address, repositories);
        Commits commits = new Commits(limits);
        GitData gitData = new GitData();
        this.routes = List.of(
                new Route(
                        "",
                        request -> Answer.json(
                                200, new RepositoryJson(request.api(), request.hosted()).bodyWithParent(repositories))),
                new Route("/commits", commits::list),
                new Route("/commits/(.+)", commits::detail),
                new Route("/compare/(.+)", new Comparison(limits)::answer),
                new Route("/git/commits/([0-9a-f]{40})", gitData::commit),
                new Route("/git/trees/(.+)", gitData::tree),
                new Route("/git/blobs/([0-9a-f]{40})", gitData::blob));
    }

    @Override
    public boolean takesAnonymous() {
        return true;
    }

    @Override
    public Budgets.Resource resource(String path) {
        return path.startsWith("/search/") ? Budgets.Resource.SEARCH : Budgets.Resource.CORE;
    }

    @Override
    public String acceptedScopes(String path) {
        return isRepository(path) ? "repo" : "";
    }

    @Override
    public Optional<String> acceptedPermissions(String path) {
        if (path.startsWith("/rate_limit")) {
            return Optional.empty();
        }
        boolean history = !isRepository(path) && !path.startsWith("/search/");
        return Optional.of((history ? TokenRights.CONTENTS : TokenRights.METADATA) + "=read");
    }

    /** Whether a path is a repository's own, not one below it. */
    private static boolean isRepository(String path) {
        return Stream.of(BY_ID, BY_NAME)
                .map(pattern -> pattern.matcher(path))
                .anyMatch(matcher -> matcher.matches() && matcher.group(2) == null);
    }

    @Override
    public boolean isFree(String path) {
        return path.equals("/rate_limit");
    }

    @Override
    public Answer answer(Request request) {
        boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
        if (!reads || request.path().endsWith("/")) {
            return Errors.notFound();
        }
        if (request.path().equals("/rate_limit")) {
            return rateLimits.answer(request.caller());
        }
        if (request.path().equals(Search.PATH)) {
            return search.answer(request.query(), request.fault());
        }
        Matcher byId = BY_ID.matcher(request.path());
        if (byId.matches()) {
            return repositories
                    .byId(Long.parseLong(byId.group(1)))
                    .map(hosted -> answerFor(hosted, pathBelow(byId), request))
                    .orElseGet(Errors::notFound);
        }
        Matcher byName = BY_NAME.matcher(request.path());
        if (byName.matches()) {
            return repositories
                    .byName(byName.group(1))
                    .map(hosted -> answerFor(hosted, pathBelow(byName), request))
                    .or(() -> repositories
                            .byFormerName(byName.group(1))
                            .filter(hosted -> !tokens.isHidden(request.caller(), hosted))
                            .map(hosted -> Errors.moved(address + "/repositories/" + hosted.id() + pathBelow(byName)
                                    + request.query().encoded())))
                    .orElseGet(Errors::notFound);
        }
        return Errors.notFound();
    }

    private static String pathBelow(Matcher matcher) {
        return Optional.ofNullable(matcher.group(2)).orElse("");
    }

    private Answer answerFor(HostedRepository hosted, String path, Request request) {
        if (tokens.isHidden(request.caller(), hosted)) {
            return Errors.notFound();
        }
        if (!tokens.mayRead(request.caller(), hosted)) {
            return Errors.forbidden(Refusals.forbidden(hosted.owner()));
        }
        Optional<String> refusal = tokens.refusesHistory(request.caller(), hosted);
        if (refusal.isPresent() && !path.isEmpty()) {
            return Errors.forbidden(refusal.get());
        }
        return switch (hosted.standing()) {
            case GONE -> Errors.notFound();
            case BLOCKED ->
                Errors.blocked(451, "dmca", "https://github.com/github/dmca/blob/master/2021/04/2021-04-20-sandbox.md");
            case SUSPENDED -> Errors.blocked(403, "tos", "https://github.com/tos");
            case HERE -> {
                for (Route route : routes) {
                    Matcher matcher = route.pattern().matcher(path);
                    if (matcher.matches()) {
                        String subject = matcher.groupCount() == 0 ? "" : decode(matcher.group(1));
                        yield route.endpoint()
                                .answer(new RepositoryRequest(
                                        address, hosted, path, subject, request.query(), request.accept()));
                    }
                }
                yield Errors.notFound();
            }
        };
    }

    /** Decodes percent escapes; in a path, a plus sign is literal. */
    private static String decode(String path) {
        try {
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return path;
        }
    }
}
