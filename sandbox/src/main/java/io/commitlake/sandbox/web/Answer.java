package io.commitlake.sandbox.web;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A complete HTTP response, small enough to hold in memory. {@link GitHttp} streams Git's responses, which aren't. */
public record Answer(int status, Map<String, String> headers, byte[] body) {

    public static Answer json(int status, Object body) {
        return new Answer(
                status,
                Map.of("Content-Type", "application/json; charset=utf-8"),
                JsonMapper.shared().writeValueAsBytes(body));
    }

    /** A REST error in GitHub's format. */
    public static Answer error(int status, String message, String documentation) {
        return json(status, Map.of("message", message, "documentation_url", documentation, "status", "" + status));
    }

    public static Answer text(int status, String body) {
        return new Answer(
                status, Map.of("Content-Type", "text/plain; charset=utf-8"), body.getBytes(StandardCharsets.UTF_8));
    }

    public Answer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, more, body);
    }

    void send(HttpExchange exchange) throws IOException {
        try (exchange) {
            headers.forEach(exchange.getResponseHeaders()::set);
            boolean bodiless = exchange.getRequestMethod().equals("HEAD") || body.length == 0;
            // For the JDK's server, 0 means chunked and -1 means no body.
            exchange.sendResponseHeaders(status, bodiless ? -1 : body.length);
            if (!bodiless) {
                exchange.getResponseBody().write(body);
            }
        }
    }
}
