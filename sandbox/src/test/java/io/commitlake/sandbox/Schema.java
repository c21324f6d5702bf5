package io.commitlake.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** GitHub's own schema of its REST answers. */
final class Schema {
    private static final JsonNode DEFINITIONS = read().path("$defs");
    private static final JsonNode RESPONSES = DEFINITIONS.path("responses");
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private static final Map<String, JsonSchema> SCHEMAS = new ConcurrentHashMap<>();

    private record Endpoint(Pattern asked, String name) {
        Endpoint(String name) {
            this(
                    Pattern.compile(
                            name.replaceAll("\\{(ref|basehead|tree_sha)}", ".+").replaceAll("\\{\\w+}", "[^/]+")),
                    name);
        }
    }

    private static final List<Endpoint> ENDPOINTS = List.of(
            new Endpoint("GET /rate_limit"),
            new Endpoint("GET /search/repositories"),
            new Endpoint("GET /repositories/{repository_id}"),
            new Endpoint("GET /repos/{owner}/{repo}"),
            new Endpoint("GET /repos/{owner}/{repo}/commits"),
            new Endpoint("GET /repos/{owner}/{repo}/commits/{ref}"),
            new Endpoint("GET /repos/{owner}/{repo}/compare/{basehead}"),
            new Endpoint("GET /repos/{owner}/{repo}/git/commits/{commit_sha}"),
            new Endpoint("GET /repos/{owner}/{repo}/git/trees/{tree_sha}"),
            new Endpoint("GET /repos/{owner}/{repo}/git/blobs/{file_sha}"),
            new Endpoint("POST /app/installations/{installation_id}/access_tokens"));

    /** The content type of a raw blob. */
    private static final String RAW = "application/vnd.github.raw";

    private Schema() {}

    static void assertFits(String path, HttpResponse<String> answer) {
        String type = answer.headers().firstValue("content-type").orElse("");
        String method = answer.request().method();
        assertThat(faults(method, path, answer.statusCode(), type, answer.body()))
                .as(path)
                .isEmpty();
    }

    /**
     * The ways in which an answer doesn't fit GitHub's schema. A status that the schema doesn't declare (401, 429, 451)
     * must have the form of its errors.
     *
     * @param path the path below the API's address, as sent
     */
    static List<String> faults(String method, String path, int status, String type, String body) {
        if (status == 200 && type.startsWith(RAW) && path.contains("/git/blobs/")) {
            return List.of(); // the raw blob, which has no schema
        }
        if (!type.startsWith("application/json")) {
            return status / 100 == 2 ? List.of("is \"" + type + "\", not JSON") : List.of();
        }
        String plain = path.replaceFirst("\\?.*", "").replaceFirst("^/repositories/[^/]+/", "/repos/o/r/");
        String name = ENDPOINTS.stream()
                .filter(endpoint ->
                        endpoint.asked().matcher(method + " " + plain).matches())
                .map(endpoint -> endpoint.name() + " " + status)
                .findFirst()
                .orElse("");
        return RESPONSES.has(name) || status >= 300 ? faults(name, body) : List.of("isn't declared by GitHub");
    }

    /** The ways in which a body doesn't fit the schema with this name, or the schema of errors if there is none. */
    static List<String> faults(String name, String body) {
        return schema(name).validate(body, InputFormat.JSON).stream()
                .map(Object::toString)
                .toList();
    }

    private static JsonSchema schema(String name) {
        return SCHEMAS.computeIfAbsent(name, key -> {
            JsonNode response = RESPONSES.has(key) ? RESPONSES.path(key) : DEFINITIONS.path("basic-error");
            ObjectNode schema = (ObjectNode) response.deepCopy();
            ObjectNode definitions = (ObjectNode) DEFINITIONS.deepCopy();
            definitions.remove("responses");
            schema.set("$defs", definitions);
            JsonSchema read = FACTORY.getSchema(
                    schema.toString(),
                    SchemaValidatorsConfig.builder()
                            .formatAssertionsEnabled(true)
                            .build());
            read.initializeValidators(); // several threads share the schema
            return read;
        });
    }

    private static JsonNode read() {
        try (InputStream in = Objects.requireNonNull(Schema.class.getResourceAsStream("/github-rest.schema.json"))) {
            return JsonMapper.shared().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
