package io.commitlake.github.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.github.tokens.Resource;
import io.commitlake.model.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitHeadersTest {
    private static final Instant NOW = Instant.parse("2024-11-01T00:00:00Z");
    private static final String BUDGET = "{\"limit\": 60, \"remaining\": 7, \"reset\": 1730419200}";

    private static LimitHeaders headers(Map<String, String> headers) {
        return new LimitHeaders(
                new Exchange("GET", URI.create("https://api.github.com/rate_limit"), 200, headers, new byte[0]), NOW);
    }

    private static Map<Resource, ?> budgets(String core) {
        return headers(Map.of())
                .budgets(Json.tree(("{\"resources\": {\"core\": " + core + "}}").getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void theReportedBudgetsAreRead() {
        assertThat(budgets(BUDGET)).containsOnlyKeys(Resource.CORE);
        assertThat(budgets("{}")).isEmpty();
        assertThat(budgets("null")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            60         | "60"                  | limit is "60"
            60         | 2147483648            | limit is 2147483648
            60         | -1                    | limit is -1
            7          | null                  | remaining is null
            7          | 7.5                   | remaining is 7.5
            1730419200 | 9223372036854775807   | reset is 9223372036854775807
            1730419200 | 9223372036854775808   | reset is 9223372036854775808
            1730419200 | {}                    | reset is {}
            """)
    void anOddBudgetIsRefusedByName(String value, String odd, String message) {
        assertThatThrownBy(() -> budgets(BUDGET.replace(": " + value, ": " + odd)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aHugeNumberInAHeaderIsNoFailure() {
        LimitHeaders huge = headers(Map.of(
                "x-ratelimit-limit", "9999999999",
                "x-ratelimit-remaining", "9999999999",
                "x-ratelimit-reset", "9999999999",
                "retry-after", "9999999999"));

        assertThat(huge.budget().orElseThrow().limit()).isEqualTo(Integer.MAX_VALUE);
        assertThat(huge.retryAfter()).isPresent();
    }
}
