package io.commitlake.github;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.model.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class RepositoryDetailsTest {
    private static RepositoryDetails recorded(String name) throws IOException {
        Path body = Path.of("src/test/recordings", name, "body.json");
        return RepositoryJson.repository(Json.tree(Files.readAllBytes(body)))
                .orElseThrow()
                .details();
    }

    private static Optional<RemoteRepository> repository(String json, Map<String, GraphQl.Fault> errors) {
        JsonNode node = Json.tree(json.getBytes(StandardCharsets.UTF_8));
        return RepositoryJson.repository(new GraphQl.Reply(node, errors), node, "nodes.0");
    }

    private static final String FORK = """
            {"id": "R_1", "databaseId": 1, "nameWithOwner": "a/b", "url": "https://github.com/a/b",
             "createdAt": "2020-01-01T00:00:00Z", "diskUsage": 5, "isFork": true, "parent": null, "issues": null,
             "repositoryTopics": {"nodes": [{"topic": {"name": "zlib"}}, {"topic": {"name": "git"}}]},
             "licenseInfo": {"spdxId": null}, "pushedAt": "yesterday",
             "defaultBranchRef": {"name": "main", "target": {"oid": "%s", "committedDate": "2021-01-01T00:00:00Z"}}}""".formatted("1".repeat(40));

    @Test
    void recordedRepositoriesHaveGitHubsValues() throws IOException {
        RepositoryDetails fork = recorded("repo-200-fork-parent-2026");
        assertThat(fork.isFork()).contains(true);
        assertThat(fork.parentId()).hasValue(617210);
        assertThat(fork.license()).contains("MIT");
        assertThat(fork.primaryLanguage()).contains("Java");
        assertThat(fork.topics()).contains(List.of());
        assertThat(fork.stars()).hasValue(1);
        assertThat(fork.openIssues()).as("REST counts pull requests too").isEmpty();
        assertThat(fork.diskKilobytes()).hasValue(18977);
        assertThat(fork.pushedAt()).contains(Instant.parse("2024-06-16T10:20:03Z"));
        assertThat(fork.description()).contains("Tricky");

        assertThat(recorded("repo-200-archived").isArchived()).contains(true);
        assertThat(recorded("repo-200-archived").topics())
                .as("the recording is older than topics")
                .isEmpty();
        assertThat(recorded("repo-by-id-200").license()).isEmpty();
    }

    @Test
    void anErrorOfADetailLeavesOnlyThatDetailOut() {
        GraphQl.Fault blocked = new GraphQl.Fault("FORBIDDEN", "Repository access blocked");
        RemoteRepository fork = repository(FORK, Map.of("nodes.0.parent", blocked, "nodes.0.issues", blocked))
                .orElseThrow();

        assertThat(fork.head()).isPresent();
        assertThat(fork.details().isFork()).contains(true);
        assertThat(fork.details().parentId()).isEmpty();
        assertThat(fork.details().openIssues()).isEqualTo(OptionalLong.empty());
        assertThat(fork.details().topics()).contains(List.of("git", "zlib"));
        assertThat(fork.details().license()).isEmpty();
        assertThat(fork.details().pushedAt()).isEmpty();
    }

    @Test
    void anErrorOfTheRepositoryOrOfItsHeadIsNotRead() {
        GraphQl.Fault fault = new GraphQl.Fault("FORBIDDEN", "no");

        assertThat(repository(FORK, Map.of("nodes.0", fault))).isEmpty();
        assertThat(repository(FORK, Map.of("nodes.0.defaultBranchRef.target", fault)))
                .isEmpty();
        assertThat(repository(FORK, Map.of("nodes.01.parent", fault, "nodes.1", fault)))
                .isPresent();
    }
}
