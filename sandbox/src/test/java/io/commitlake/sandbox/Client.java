package io.commitlake.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of a sandbox's two APIs. */
final class Client {
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> environment;

    Client(Sandbox sandbox) {
        this.environment = sandbox.environment();
    }

    /** The first accepted token. */
    String token() {
        return setting("GITHUB_TOKENS").replaceFirst(",.*", "");
    }

    String setting(String name) {
        return Objects.requireNonNull(environment.get(name), name);
    }

    /** Sends a REST request and checks the answer against GitHub's schema. */
    HttpResponse<String> rest(String path, String... headers) {
        HttpResponse<String> answer = unchecked(path, headers);
        Schema.assertFits(path, answer);
        return answer;
    }

    /** Sends a REST request without that check, for hundreds of answers of a kind that one test has checked. */
    HttpResponse<String> unchecked(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(setting("GITHUB_API_URL") + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    /** The JSON of a REST answer with status 200, requested with the accepted token. */
    JsonNode get(String path) {
        HttpResponse<String> answer = rest(path, "Authorization", "Bearer " + token());
        if (answer.statusCode() != 200) {
            throw new AssertionError(path + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return json(answer);
    }

    HttpResponse<String> graphQl(String query, String... headers) {
        String body = JsonMapper.shared().writeValueAsString(Map.of("query", query));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(setting("GITHUB_GRAPHQL_URL")))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    /** The whole answer to a query, requested with the accepted token. */
    JsonNode query(String query) {
        return json(graphQl(query, "Authorization", "bearer " + token()));
    }

    static JsonNode json(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
