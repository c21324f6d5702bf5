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

/** GitHub's own description of its REST answers, which every answer of the sandbox is held against. */
final class Schema {
    private static final JsonNode DEFINITIONS = read().path("$defs");
    private static final JsonNode RESPONSES = DEFINITIONS.path("responses");
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private static final Map<String, JsonSchema> SCHEMAS = new ConcurrentHashMap<>();

    private record Endpoint(Pattern path, String name) {
        Endpoint(String name) {
            this(
                    Pattern.compile(
                            name.replaceAll("\\{(ref|basehead|tree_sha)}", ".+").replaceAll("\\{\\w+}", "[^/]+")),
                    name);
        }
    }

    private static final List<Endpoint> ENDPOINTS = List.of(
            new Endpoint("/rate_limit"),
            new Endpoint("/search/repositories"),
            new Endpoint("/repositories/{repository_id}"),
            new Endpoint("/repos/{owner}/{repo}"),
            new Endpoint("/repos/{owner}/{repo}/commits"),
            new Endpoint("/repos/{owner}/{repo}/commits/{ref}"),
            new Endpoint("/repos/{owner}/{repo}/compare/{basehead}"),
            new Endpoint("/repos/{owner}/{repo}/git/commits/{commit_sha}"),
            new Endpoint("/repos/{owner}/{repo}/git/trees/{tree_sha}"),
            new Endpoint("/repos/{owner}/{repo}/git/blobs/{file_sha}"));

    private Schema() {}

    /** Every JSON answer; a status that GitHub doesn't declare (401, 429, 451) has the shape of its errors. */
    static void assertFits(String path, HttpResponse<String> answer) {
        boolean json = answer.headers().firstValue("content-type").orElse("").startsWith("application/json");
        if (!json || answer.statusCode() == 304) {
            return;
        }
        String plain = path.replaceFirst("\\?.*", "").replaceFirst("^/repositories/[^/]+/", "/repos/o/r/");
        String name = ENDPOINTS.stream()
                .filter(endpoint -> endpoint.path().matcher(plain).matches())
                .map(endpoint -> "GET " + endpoint.name() + " " + answer.statusCode())
                .findFirst()
                .orElse("");
        assertThat(RESPONSES.has(name) || answer.statusCode() >= 300)
                .as("GitHub declares " + path)
                .isTrue();
        assertThat(faults(name, answer.body())).as(path).isEmpty();
    }

    /** What GitHub's description has against a body; a name it doesn't have stands for an error. */
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
            return FACTORY.getSchema(
                    schema.toString(),
                    SchemaValidatorsConfig.builder()
                            .formatAssertionsEnabled(true)
                            .build());
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
