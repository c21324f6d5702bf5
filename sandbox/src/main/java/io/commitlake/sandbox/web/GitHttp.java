package io.commitlake.sandbox.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.commitlake.sandbox.control.Fault;
import io.commitlake.sandbox.control.RequestKind;
import io.commitlake.sandbox.git.Git;
import io.commitlake.sandbox.hub.Budgets;
import io.commitlake.sandbox.hub.HostedRepositories;
import io.commitlake.sandbox.hub.HostedRepository;
import io.commitlake.sandbox.hub.Tokens;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves Git's smart HTTP (gitprotocol-http(5)) read-only. Without a token, a client may read every repository that the
 * sandbox serves; for any other, the answer asks for a token, as on GitHub.
 */
public final class GitHttp implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(GitHttp.class);
    private static final Pattern PATH =
            Pattern.compile("/([^/]+)/([^/]+?)(?:\\.git)?/(info/refs|git-upload-pack|git-receive-pack)");
    private static final String DMCA = """
            Repository unavailable due to DMCA takedown.
            See the takedown notice for more details:
              https://github.com/github/dmca/blob/master/2021/04/2021-04-20-sandbox.md.
            """;
    private final String server;
    private final HostedRepositories repositories;
    private final Tokens tokens;
    private final RequestIntake intake;
    private final Budgets budgets;
    private final HttpBackend backend;

    public GitHttp(
            String server,
            HostedRepositories repositories,
            Tokens tokens,
            RequestIntake intake,
            Budgets budgets,
            Git git) {
        this.server = server;
        this.repositories = repositories;
        this.tokens = tokens;
        this.intake = intake;
        this.budgets = budgets;
        this.backend = new HttpBackend(git);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        switch (intake.receive(exchange, RequestKind.GIT, path)) {
            case RequestIntake.Outcome.Closed _ -> {}
            case RequestIntake.Outcome.Replaced(Tokens.Caller caller, Answer answer) -> {
                intake.count(exchange, RequestKind.GIT, path, caller, answer.status());
                answer.send(exchange);
            }
            case RequestIntake.Outcome.Proceed(Tokens.Caller caller, Optional<Fault> fault) -> {
                RequestIntake.pause(fault);
                answer(exchange, caller);
            }
        }
    }

    private void answer(HttpExchange exchange, Tokens.Caller caller) throws IOException {
        Optional<Answer> refusal = Optional.of(Answer.text(500, "Internal error.\n"));
        try {
            refusal = refuseOrServe(exchange, caller);
        } catch (RuntimeException e) {
            LOG.error(
                    "{} {} failed",
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getPath(),
                    e);
        }
        if (refusal.isPresent()) {
            count(exchange, caller, refusal.get().status());
            refusal.get().send(exchange);
        }
    }

    private void count(HttpExchange exchange, Tokens.Caller caller, int status) {
        intake.count(exchange, RequestKind.GIT, exchange.getRequestURI().getPath(), caller, status);
    }

    /** A refusal, or empty if the request was served. */
    private Optional<Answer> refuseOrServe(HttpExchange exchange, Tokens.Caller caller) throws IOException {
        Matcher path = PATH.matcher(exchange.getRequestURI().getPath());
        if (!path.matches()) {
            return Optional.of(Answer.text(404, "Not Found\n"));
        }
        if (caller instanceof Tokens.Caller.Refused) {
            return Optional.of(Refusals.gitUnauthorized(
                    "Invalid username or token. Password authentication is not supported for Git operations.\n"));
        }
        String query =
                Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
        if (path.group(3).equals("git-receive-pack") || query.contains("service=git-receive-pack")) {
            return Optional.of(Answer.text(403, "Write access to repository not granted.\n"));
        }
        // Without a token, info/refs spends one of the 60 requests an hour; it stands for the whole fetch.
        if (caller instanceof Tokens.Caller.Anonymous
                && path.group(3).equals("info/refs")
                && budgets.spend(caller, Budgets.Resource.CORE).isEmpty()) {
            return Optional.of(Refusals.gitTooMany());
        }
        String fullName = path.group(1) + "/" + path.group(2);
        Optional<HostedRepository> moved =
                repositories.byFormerName(fullName).filter(former -> !tokens.isHidden(caller, former));
        if (moved.isPresent()) {
            return Optional.of(Answer.text(301, "")
                    .with(
                            "Location",
                            server + "/" + moved.get().fullName() + ".git/" + path.group(3)
                                    + (query.isEmpty() ? "" : "?" + query)));
        }
        Optional<HostedRepository> hosted = repositories.byName(fullName);
        if (hosted.isEmpty() || tokens.isHidden(caller, hosted.get())) {
            return Optional.of(notFound(caller));
        }
        if (!tokens.mayRead(caller, hosted.get())) {
            return Optional.of(Answer.text(403, Refusals.forbidden(hosted.get().owner()) + "\n"));
        }
        if (tokens.refusesHistory(caller, hosted.get()).isPresent()) {
            // GitHub speaks of writing, whatever the request was.
            return Optional.of(Answer.text(403, "Write access to repository not granted.\n"));
        }
        return switch (hosted.get().standing()) {
            case GONE -> Optional.of(notFound(caller));
            case BLOCKED -> Optional.of(Answer.text(451, DMCA));
            case SUSPENDED ->
                Optional.of(Answer.text(
                        403,
                        "Access to this repository has been disabled by GitHub staff due to a violation of"
                                + " GitHub's terms of service.\n"));
            case HERE -> {
                count(exchange, caller, 200);
                backend.serve(exchange, hosted.get().history().directory(), "/" + path.group(3), query);
                yield Optional.empty();
            }
        };
    }

    /** GitHub doesn't tell a caller without a token whether a repository is private or doesn't exist. */
    private static Answer notFound(Tokens.Caller caller) {
        return caller instanceof Tokens.Caller.Known
                ? Answer.text(404, "Repository not found.\n")
                : Refusals.gitUnauthorized("Repository not found.\n");
    }
}
