package io.commitlake.sandbox.web;

import io.commitlake.sandbox.hub.Budgets;
import io.commitlake.sandbox.hub.Hosted;
import io.commitlake.sandbox.hub.Hub;
import io.commitlake.sandbox.hub.Tokens;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** GitHub's REST API, as far as the worker asks it. What isn't served is 404, as an unknown path is there. */
public final class RestApi implements Api {
    private static final Pattern BY_ID = Pattern.compile("/repositories/([0-9]{1,18})");
    private static final Pattern BY_NAME = Pattern.compile("/repos/([^/]+/[^/]+)");
    private static final String DOCUMENTATION = "https://docs.github.com/rest/repos/repos#get-a-repository";
    private final String address;
    private final Hub hub;
    private final Budgets budgets;

    /** Serves what the hub has.
     *
     * @param address of this API, without a slash at the end */
    public RestApi(String address, Hub hub, Budgets budgets) {
        this.address = address;
        this.hub = hub;
        this.budgets = budgets;
    }

    @Override
    public boolean takesAnonymous() {
        return true;
    }

    @Override
    public boolean isFree(String path) {
        return path.equals("/rate_limit");
    }

    @Override
    public Answer answer(Request request) {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return notFound();
        }
        if (request.path().equals("/rate_limit")) {
            return rateLimit(request.caller());
        }
        Matcher byId = BY_ID.matcher(request.path());
        if (byId.matches()) {
            return hub.byId(Long.parseLong(byId.group(1))).map(this::repository).orElseGet(RestApi::notFound);
        }
        Matcher byName = BY_NAME.matcher(request.path());
        if (byName.matches()) {
            return hub.byName(byName.group(1))
                    .map(this::repository)
                    .or(() -> hub.byFormerName(byName.group(1)).map(this::moved))
                    .orElseGet(RestApi::notFound);
        }
        return notFound();
    }

    private Answer repository(Hosted hosted) {
        return switch (hosted.standing()) {
            case HERE -> Answer.json(200, new RepositoryJson(address, hosted).body());
            case GONE -> notFound();
            case BLOCKED -> blocked();
        };
    }

    private Answer moved(Hosted hosted) {
        String now = address + "/repositories/" + hosted.id();
        return Answer.json(
                        301,
                        Map.of(
                                "message",
                                "Moved Permanently",
                                "url",
                                now,
                                "documentation_url",
                                "https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api"
                                        + "#follow-redirects"))
                .with("Location", now);
    }

    private static Answer blocked() {
        return Answer.json(
                451,
                Map.of(
                        "message",
                        "Repository access blocked",
                        "block",
                        Map.of(
                                "reason", "dmca",
                                "created_at", "2021-04-22T17:53:56Z",
                                "html_url",
                                        "https://github.com/github/dmca/blob/master/2021/04/2021-04-20-sandbox.md")));
    }

    private static Answer notFound() {
        return Answer.error(404, "Not Found", DOCUMENTATION);
    }

    private Answer rateLimit(Tokens.Caller caller) {
        Map<String, Object> resources = new LinkedHashMap<>();
        for (Budgets.Resource resource : Budgets.Resource.values()) {
            resources.put(resource.word(), budget(budgets.look(caller, resource)));
        }
        return Answer.json(
                200, Map.of("resources", resources, "rate", budget(budgets.look(caller, Budgets.Resource.CORE))));
    }

    private static Map<String, Object> budget(Budgets.Budget budget) {
        return Map.of(
                "limit", budget.limit(),
                "used", budget.used(),
                "remaining", budget.remaining(),
                "reset", budget.reset().getEpochSecond(),
                "resource", budget.resource().word());
    }
}
