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
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The optional file {@code repositories.json} beside the histories. For each history, by its file's name without
 * {@code .bundle} or {@code .git}, it overrides the defaults. Every key is optional:
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
 *     "formerNames": ["acme/hammers"],
 *     "description": "Anvils of all sizes",
 *     "license": "MIT",
 *     "language": "C",
 *     "topics": ["anvil", "iron"],
 *     "forks": 3,
 *     "openIssues": 2,
 *     "openPullRequests": 1,
 *     "archived": false,
 *     "private": false,
 *     "parent": 4710
 *   }
 * }
 * }</pre>
 *
 * {@code standing} is {@code here}, {@code gone} (404), {@code blocked} (451) or {@code suspended} (403). Former names
 * answer as on GitHub: REST and Git redirect with 301, GraphQL resolves them. {@code nodeId} and {@code url} default to
 * values derived from the id and the full name. {@code parent} is the id of the repository that this one was forked
 * from, and {@code license} is an SPDX id. The keys from {@code description} on have made-up defaults, always the same
 * for an id; null stands for no description, license or language.
 */
final class RepositoriesFile {
    static final String NAME = "repositories.json";
    private static final Set<String> KEYS = Set.of(
            "id",
            "fullName",
            "nodeId",
            "url",
            "createdAt",
            "stars",
            "standing",
            "formerNames",
            "description",
            "license",
            "language",
            "topics",
            "forks",
            "openIssues",
            "openPullRequests",
            "archived",
            "private",
            "parent");
    private final Path file;
    private final Map<String, JsonNode> entries;

    private RepositoriesFile(Path file, Map<String, JsonNode> entries) {
        this.file = file;
        this.entries = entries;
    }

    /** Reads the file in this folder; if there is none, all defaults apply. */
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

    /** The metadata of the history {@code name}: the given defaults, overridden by the file. */
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
                    List.of(),
                    RepositoryProfile.of(id));
        }
        for (String key : entry.propertyNames()) {
            if (!KEYS.contains(key)) {
                throw new SandboxException(file + " has an unknown key '" + key + "' for '" + name + "': use "
                        + String.join(", ", KEYS.stream().sorted().toList()) + ".");
            }
        }
        try {
            long actualId = entry.path("id").asLong(id);
            String fullName = entry.path("fullName").asString("sandbox/" + name);
            return new RepositoryMetadata(
                    actualId,
                    entry.path("nodeId").asString(NodeIds.repository(actualId)),
                    fullName,
                    entry.path("url").asString("https://github.com/" + fullName),
                    entry.has("createdAt")
                            ? Optional.of(Instant.parse(entry.path("createdAt").asString()))
                            : Optional.empty(),
                    entry.path("stars").asLong(stars),
                    Standing.valueOf(entry.path("standing").asString("here").toUpperCase(Locale.ROOT)),
                    strings(entry.path("formerNames")),
                    profile(entry, RepositoryProfile.of(actualId)));
        } catch (IllegalArgumentException | DateTimeException | JacksonException | SandboxException e) {
            throw new SandboxException(file + " has an invalid value for '" + name + "': " + e.getMessage(), e);
        }
    }

    private static RepositoryProfile profile(JsonNode entry, RepositoryProfile defaults) {
        return new RepositoryProfile(
                text(entry, "description", defaults.description()),
                text(entry, "license", defaults.license()),
                text(entry, "language", defaults.language()),
                entry.has("topics") ? strings(entry.path("topics")) : defaults.topics(),
                entry.path("forks").asLong(defaults.forks()),
                entry.path("openIssues").asLong(defaults.openIssues()),
                entry.path("openPullRequests").asLong(defaults.openPullRequests()),
                entry.path("archived").asBoolean(defaults.isArchived()),
                entry.path("private").asBoolean(defaults.isPrivate()),
                entry.has("parent") ? OptionalLong.of(entry.path("parent").asLong()) : defaults.parent());
    }

    /** The text under a key: the default if the key is missing, none if the value is null. */
    private static Optional<String> text(JsonNode entry, String key, Optional<String> byDefault) {
        if (!entry.has(key)) {
            return byDefault;
        }
        return entry.hasNonNull(key) ? Optional.of(entry.path(key).asString()) : Optional.empty();
    }

    private static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(string -> strings.add(string.asString()));
        return strings;
    }
}
