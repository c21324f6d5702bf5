package io.commitlake.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Json;
import io.commitlake.model.commit.EmailUse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A value of another type is refused by the name of its field; it never becomes another value. */
class RepositoryJsonTest {
    private static final String REST = """
            {"id": 7, "node_id": "R_7", "full_name": "o/r", "html_url": "https://github.com/o/r",
             "created_at": "2020-01-01T00:00:00Z", "size": 5}
            """;
    private static final String GRAPHQL = """
            {"databaseId": 7, "id": "R_7", "nameWithOwner": "o/r", "url": "https://github.com/o/r",
             "createdAt": "2020-01-01T00:00:00Z", "diskUsage": 5}
            """;

    private static JsonNode tree(String json) {
        return Json.tree(json.getBytes(StandardCharsets.UTF_8));
    }

    private static GraphQl.Reply reply(String json) {
        return new GraphQl.Reply(tree(json), Map.of());
    }

    @Test
    void aRepositoryIsRead() {
        assertThat(RepositoryJson.repository(tree(REST)).orElseThrow().id()).isEqualTo(7);
        assertThat(RepositoryJson.repository(reply("{}"), tree(GRAPHQL), "r0")
                        .orElseThrow()
                        .diskKilobytes())
                .isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "id": 7                              | "id": 7.5                              | id is 7.5
            "id": 7                              | "id": 9223372036854775808              | id is 9223372036854775808
            "o/r"                                | {}                                     | full_name is {}
            "o/r"                                | null                                   | full_name is null
            "https://github.com/o/r"             | ["https://github.com/o/r"]             | html_url is [
            "2020-01-01T00:00:00Z"               | 2020                                   | created_at is 2020
            "2020-01-01T00:00:00Z"               | "+1000000000-12-31T23:59:59Z"          | created_at is "+1000000000
            """)
    void anOddValueIsRefusedByName(String value, String odd, String message) {
        assertThatThrownBy(() -> RepositoryJson.repository(tree(REST.replace(value, odd))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "databaseId": 7        | "databaseId": "7"
            "databaseId": 7        | "databaseId": 7.5
            "databaseId": 7        | "databaseId": 1e30
            "databaseId": 7        | "databaseId": {}
            "o/r"                  | {}
            "R_7"                  | []
            "2020-01-01T00:00:00Z" | {}
            "diskUsage": 5         | "defaultBranchRef": {"target": {"oid": {}, "committedDate": "x"}}
            """)
    void anOddRepositoryIsLookedUpByRest(String value, String odd) {
        assertThat(RepositoryJson.repository(reply("{}"), tree(GRAPHQL.replace(value, odd)), "r0"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "\"7\"", "7.5", "9223372036854775808", "{}"})
    void anOddUserIdFailsTheRepository(String id) {
        EmailUse use = new EmailUse(EmailUse.Role.AUTHOR, "a".repeat(40));
        GraphQl.Reply reply = reply("{\"node\": {\"c0\": {\"author\": {\"user\": {\"databaseId\": " + id + "}}}}}");

        assertThatThrownBy(() -> RepositoryJson.user(reply, "c0", use))
                .isInstanceOf(CommitlakeException.class)
                .hasMessageContainingAll("the user id " + id, "author");
        assertThatThrownBy(() -> RepositoryJson.user(tree("{\"author\": {\"id\": " + id + "}}"), use.role()))
                .isInstanceOf(CommitlakeException.class)
                .hasMessageContaining("the user id " + id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"7\"", "7.5", "9223372036854775808", "null", "{}"})
    void aSearchNeedsItsTotal(String total) {
        assertThatThrownBy(() -> Search.parse(tree("{\"items\": [], \"total_count\": " + total + "}"), "GET"))
                .isInstanceOf(CommitlakeException.class)
                .hasMessageContaining("total_count is " + total);
        assertThatThrownBy(() -> Search.parse(
                        tree("{\"items\": [], \"total_count\": 7, \"incomplete_results\": " + total + "}"), "GET"))
                .isInstanceOf(CommitlakeException.class)
                .hasMessageContaining("incomplete_results is " + total);
    }
}
