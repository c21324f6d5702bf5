package io.commitlake.sandbox.hub;

import io.commitlake.sandbox.error.SandboxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code repositories.json}, which may lie beside the histories and says of each, by its file's name without {@code .bundle} or
 * {@code .git}, what shall differ from the rule. Every key may be left out:
 *
 * <pre>{@code
 * {
 *   "small": {
 *     "id": 4711,
 *     "fullName": "acme/anvils",
 *     "nodeId": "R_kgDOAAASZw",
 *     "url": "https://github.com/acme/anvils",
 *     "createdAt": "2021-05-01T00:00:00Z",
 *     "stars": 1234,
 *     "standing": "here",
 *     "formerNames": ["acme/hammers"]
 *   }
 * }
 * }</pre>
 *
 * {@code standing} is {@code here}, {@code gone} (404), {@code blocked} (451) or {@code suspended} (403). Former names answer as GitHub's do: REST and git with
 * 301, GraphQL as if nothing had happened. {@code nodeId} and {@code url} follow from id and full name where they aren't given.
 */
final class RepositoriesFile {
    static final String NAME = "repositories.json";
    private static final Set<String> KEYS =
            Set.of("id", "fullName", "nodeId", "url", "createdAt", "stars", "standing", "formerNames");
    private final Path file;
    private final Map<String, JsonNode> entries;

    private RepositoriesFile(Path file, Map<String, JsonNode> entries) {
        this.file = file;
        this.entries = entries;
    }

    /** Without such a file in the folder, every history keeps to the rule. */
    static RepositoriesFile in(Path histories) {
        Path file = histories.resolve(NAME);
        if (!Files.exists(file)) {
            return new RepositoriesFile(file, Map.of());
        }
        try {
            JsonNode root = JsonMapper.shared().readTree(Files.readAllBytes(file));
            Map<String, JsonNode> entries = new TreeMap<>();
            root.properties().forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
            return new RepositoriesFile(file, entries);
        } catch (IOException | JacksonException e) {
            throw new SandboxException(file + " can't be read as JSON: " + e.getMessage(), e);
        }
    }

    Set<String> names() {
        return entries.keySet();
    }

    /** The profile of the history {@code name}: what the rule gives, but for what the file says otherwise. */
    RepositoryMetadata metadata(String name, long id, long stars) {
        JsonNode entry = entries.get(name);
        if (entry == null) {
            return new RepositoryMetadata(
                    id,
                    NodeIds.repository(id),
                    "sandbox/" + name,
                    "https://github.com/sandbox/" + name,
                    Optional.empty(),
                    stars,
                    Standing.HERE,
                    List.of());
        }
        for (String key : entry.propertyNames()) {
            if (!KEYS.contains(key)) {
                throw new SandboxException(file + " says '" + key + "' of '" + name + "', which means nothing: use "
                        + String.join(", ", KEYS.stream().sorted().toList()) + ".");
            }
        }
        try {
            long itsId = entry.path("id").asLong(id);
            String fullName = entry.path("fullName").asString("sandbox/" + name);
            List<String> formerNames = new ArrayList<>();
            entry.path("formerNames").forEach(former -> formerNames.add(former.asString()));
            return new RepositoryMetadata(
                    itsId,
                    entry.path("nodeId").asString(NodeIds.repository(itsId)),
                    fullName,
                    entry.path("url").asString("https://github.com/" + fullName),
                    entry.has("createdAt")
                            ? Optional.of(Instant.parse(entry.path("createdAt").asString()))
                            : Optional.empty(),
                    entry.path("stars").asLong(stars),
                    Standing.valueOf(entry.path("standing").asString("here").toUpperCase(Locale.ROOT)),
                    formerNames);
        } catch (IllegalArgumentException | DateTimeException | JacksonException | SandboxException e) {
            throw new SandboxException(
                    file + " says something of '" + name + "' that can't be taken: " + e.getMessage(), e);
        }
    }
}
