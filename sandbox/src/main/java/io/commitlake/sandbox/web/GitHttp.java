package io.commitlake.sandbox.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.commitlake.sandbox.git.Git;
import io.commitlake.sandbox.hub.Hosted;
import io.commitlake.sandbox.hub.Hub;
import io.commitlake.sandbox.hub.Tokens;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Git's smart HTTP (gitprotocol-http(5)) for reading. Without a token whoever asks may read what is here; of the rest he learns
 * only that a token is wanted, as on GitHub.
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
    private final Hub hub;
    private final Tokens tokens;
    private final HttpBackend backend;

    public GitHttp(String server, Hub hub, Tokens tokens, Git git) {
        this.server = server;
        this.hub = hub;
        this.tokens = tokens;
        this.backend = new HttpBackend(git);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Optional<Answer> refusal = Optional.of(Answer.text(500, "Internal error.\n"));
        try {
            refusal = refuseOrServe(exchange);
        } catch (RuntimeException e) {
            LOG.error(
                    "{} {} failed",
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getPath(),
                    e);
        }
        if (refusal.isPresent()) {
            refusal.get().send(exchange);
        }
    }

    /** Empty once it is served. */
    private Optional<Answer> refuseOrServe(HttpExchange exchange) throws IOException {
        Matcher path = PATH.matcher(exchange.getRequestURI().getPath());
        if (!path.matches()) {
            return Optional.of(Answer.text(404, "Not Found\n"));
        }
        Tokens.Caller caller = tokens.caller(Gate.header(exchange, "Authorization"));
        if (caller instanceof Tokens.Caller.Refused) {
            return Optional.of(unauthorized(
                    "Invalid username or token. Password authentication is not supported for Git" + " operations.\n"));
        }
        String query =
                Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
        if (path.group(3).equals("git-receive-pack") || query.contains("service=git-receive-pack")) {
            return Optional.of(Answer.text(403, "Write access to repository not granted.\n"));
        }
        String fullName = path.group(1) + "/" + path.group(2);
        Optional<Hosted> moved = hub.byFormerName(fullName);
        if (moved.isPresent()) {
            return Optional.of(Answer.text(301, "")
                    .with(
                            "Location",
                            server + "/" + moved.get().fullName() + ".git/" + path.group(3)
                                    + (query.isEmpty() ? "" : "?" + query)));
        }
        Optional<Hosted> hosted = hub.byName(fullName);
        if (hosted.isEmpty()) {
            return Optional.of(hidden(caller));
        }
        return switch (hosted.get().standing()) {
            case GONE -> Optional.of(hidden(caller));
            case BLOCKED -> Optional.of(Answer.text(451, DMCA));
            case SUSPENDED ->
                Optional.of(Answer.text(
                        403,
                        "Access to this repository has been disabled by GitHub staff due to a violation of"
                                + " GitHub's terms of service.\n"));
            case HERE -> {
                backend.serve(exchange, hosted.get().history().directory(), "/" + path.group(3), query);
                yield Optional.empty();
            }
        };
    }

    /** GitHub doesn't tell a stranger whether a repository is private or isn't there. */
    private static Answer hidden(Tokens.Caller caller) {
        return caller instanceof Tokens.Caller.Known
                ? Answer.text(404, "Repository not found.\n")
                : unauthorized("Repository not found.\n");
    }

    private static Answer unauthorized(String text) {
        return Answer.text(401, text).with("WWW-Authenticate", "Basic realm=\"GitHub\"");
    }
}
