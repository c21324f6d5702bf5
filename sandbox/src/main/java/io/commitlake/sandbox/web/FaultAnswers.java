package io.commitlake.sandbox.web;

import io.commitlake.sandbox.control.Fault;
import io.commitlake.sandbox.control.RequestKind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The answers that {@link Fault.Status} and {@link Fault.GraphQlError} put in place of the real ones, worded as quoted
 * from GitHub.
 */
final class FaultAnswers {
    private FaultAnswers() {}

    static Answer of(Fault.Status fault, RequestKind kind) {
        Answer answer = fault.status() >= 500 ? html(fault.status()) : gitHubError(fault.status(), kind);
        return fault.retryAfter()
                .map(value -> answer.with("Retry-After", value))
                .orElse(answer);
    }

    static Answer of(Fault.GraphQlError fault) {
        return Answer.json(200, Map.of("errors", List.of(Map.of("type", fault.type(), "message", fault.message()))));
    }

    private static Answer gitHubError(int status, RequestKind kind) {
        if (kind == RequestKind.GIT) {
            return switch (status) {
                case 401 -> Refusals.gitUnauthorized("Invalid username or token.\n");
                case 429 -> Refusals.gitTooMany();
                default -> Answer.text(status, "Injected fault: " + status + ".\n");
            };
        }
        return switch (status) {
            case 401 -> Refusals.badCredentials();
            case 403, 429 -> Refusals.secondaryLimit(status);
            case 404 -> Answer.error(404, "Not Found", "https://docs.github.com/rest");
            default -> Answer.error(status, "Injected fault: " + status + ".", "https://docs.github.com/rest");
        };
    }

    private static Answer html(int status) {
        String title = status + " "
                + switch (status) {
                    case 502 -> "Bad Gateway";
                    case 503 -> "Service Temporarily Unavailable";
                    case 504 -> "Gateway Time-out";
                    default -> "Internal Server Error";
                };
        String page = "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + title
                + "</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";
        return new Answer(status, Map.of("Content-Type", "text/html"), page.getBytes(StandardCharsets.UTF_8));
    }
}
