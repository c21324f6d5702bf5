package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.model.Json;
import io.commitlake.sandbox.control.Fault;
import io.commitlake.sandbox.control.FaultRule;
import io.commitlake.sandbox.control.RequestCounts;
import io.commitlake.sandbox.control.RequestKind;
import io.commitlake.sandbox.hub.Limits;
import io.commitlake.sandbox.hub.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {
    @TempDir
    Path folder;

    private Stack stack(int graphQl) {
        return new Stack(
                        folder,
                        Stack.shipped(),
                        options -> options.withTokens(List.of("first-token-1", "second-token-2", "third-token-3"))
                                .withLimits(Limits.GITHUB.withToken(new Limits.Primary(5000, 30, graphQl))))
                .into(folder.resolve("dataset"));
    }

    @Test
    void allTokensOfTheVariableAndTheFileAreUsed() throws IOException {
        Path file = Files.writeString(folder.resolve("tokens"), "second-token-2\n\nthird-token-3 first-token-1\n");
        try (Stack stack = stack(5000)) {
            stack.set("GITHUB_TOKENS", "first-token-1,").set("GITHUB_TOKENS_FILE", file.toString());
            stack.track("renames", "small").ended(0);

            assertThat(stack.commitlake("run").ended(0).out())
                    .contains("token 1: ", "token 2: ", "token 3: ")
                    .doesNotContain("token 4: ");
            assertThat(stack.commitlake("status").ended(0).out())
                    .contains("token 1: ", "token 2: ", "token 3: ")
                    .contains(" of 5000 left until ");
            stack.oracle("renames", 1000);
            stack.oracle("small", 1001);
        }
    }

    /** A number in a command's line about a token; 0 if it has none. */
    private static long printed(Stack.Result result, int token, String number) {
        String line = result.out()
                .lines()
                .filter(each -> each.startsWith("token " + token + ": "))
                .findFirst()
                .orElse("");
        Matcher found = Pattern.compile(number).matcher(line);
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }

    /** How many requests the sandbox counted with a token. */
    private static long counted(RequestCounts requests, int token, RequestKind kind) {
        return requests.tallies().stream()
                .filter(tally -> tally.kind() == kind && tally.caller().equals(new Tokens.Caller.Known(token - 1)))
                .mapToLong(RequestCounts.Tally::count)
                .sum();
    }

    /** Asserts that a command reports each token's requests and remaining budgets as the sandbox counted them. */
    private static void assertReportsCounts(Stack.Result ended, RequestCounts before, RequestCounts after) {
        for (int token = 1; token <= 3; token++) {
            long sum = 0;
            for (RequestKind kind : List.of(RequestKind.REST, RequestKind.SEARCH, RequestKind.GRAPHQL)) {
                String word = kind == RequestKind.REST ? "core" : kind.jsonName();
                long limit = kind == RequestKind.SEARCH ? 30 : 5000;
                long asked = counted(after, token, kind) - counted(before, token, kind);
                sum += asked;
                assertThat(printed(ended, token, "[(,] ?(\\d+) " + word + "[,)]"))
                        .as("%s of token %s: %s", word, token, ended.out())
                        .isEqualTo(asked);
                if (asked > 0) {
                    assertThat(printed(ended, token, "(\\d+) of " + limit + " " + word + " left until "))
                            .as("%s left of token %s: %s", word, token, ended.out())
                            .isEqualTo(limit - counted(after, token, kind));
                }
            }
            assertThat(printed(ended, token, ": (\\d+) requests?"))
                    .as(ended.out())
                    .isEqualTo(sum);
        }
    }

    @Test
    void runAndStatusReportEachTokensRequestsAsGitHubCountsThem() {
        try (Stack stack = stack(5000)) {
            stack.set("GITHUB_TOKENS", "first-token-1 second-token-2 third-token-3")
                    .set("COMMITLAKE_SOURCE", "api");
            stack.track("small").ended(0);
            RequestCounts before = stack.sandbox().requests();
            Stack.Result run = stack.commitlake("run").ended(0);
            RequestCounts after = stack.sandbox().requests();

            assertReportsCounts(run, before, after);
            Stack.Result status = stack.commitlake("status").ended(0);
            for (int token = 1; token <= 3; token++) {
                long core = counted(after, token, RequestKind.REST);
                long graphQl = counted(after, token, RequestKind.GRAPHQL);
                assertThat(core).as("token %s takes part", token).isPositive();
                assertThat(status.out())
                        .contains("token " + token + ": core " + core + " spent, " + (5000 - core) + " of 5000 left")
                        .containsPattern("token " + token + ": .*graphql " + graphQl + " spent, " + (5000 - graphQl)
                                + " of 5000 left");
            }
        }
    }

    @Test
    void discoverReportsEachTokensRequestsAsGitHubCountsThem() {
        try (Stack stack = stack(5000)) {
            stack.set("GITHUB_TOKENS", "first-token-1 second-token-2 third-token-3");
            RequestCounts before = stack.sandbox().requests();
            Stack.Result discovered = stack.commitlake("discover", "--created-from", "2005-01-01", "--stars", "0")
                    .ended(0);
            RequestCounts after = stack.sandbox().requests();

            assertReportsCounts(discovered, before, after);
            assertThat(after.of(RequestKind.SEARCH)).isGreaterThan(3);
        }
    }

    @Test
    void aMissingFileOfTokensIsNamed() {
        try (Stack stack = stack(5000)) {
            String none = folder.resolve("none").toString();
            assertThat(stack.set("GITHUB_TOKENS_FILE", none)
                            .commitlake("status")
                            .ended(3)
                            .err())
                    .contains("GITHUB_TOKENS_FILE", none);
        }
    }

    @Test
    void aRevokedTokenIsLeftOutAndTheOthersFinish() {
        try (Stack stack = stack(5000)) {
            stack.track("renames", "small").ended(0);
            stack.sandbox().inject(FaultRule.of(new Fault.Revoke(1)));

            stack.commitlake("run").ended(0);
            stack.oracle("renames", 1000);
            stack.oracle("small", 1001);
        }
    }

    @Test
    void aWaitThatIsTooLongEndsTheRunAndNothingIsLost() {
        try (Stack stack = stack(2)) {
            stack.set("GITHUB_TOKENS", "first-token-1").set("COMMITLAKE_MAX_WAIT", "PT1S");
            stack.track("renames").ended(0); // takes the first of two GraphQL requests
            Stack.Result spent = stack.commitlake("run").ended(5);
            assertThat(spent.out() + spent.err())
                    .contains("COMMITLAKE_MAX_WAIT", "until ")
                    .doesNotContain("first-token-1");

            stack.set("GITHUB_TOKENS", "first-token-1 second-token-2 third-token-3");
            stack.commitlake("run").ended(0);
            stack.oracle("renames", 1000);
        }
    }

    @Test
    void aCommandWithoutTokensSaysInItsSummaryFromWhenARetryCanHelp() throws IOException {
        Path summary = folder.resolve("summary.json");
        try (Stack stack = stack(2)) {
            stack.set("GITHUB_TOKENS", "first-token-1").set("COMMITLAKE_MAX_WAIT", "PT1S");
            stack.track("renames").ended(0);
            assertThat(summary).doesNotExist();
            Instant before = Instant.now();
            stack.commitlake("plan", "--snapshot", "2024-01-01", "--run", "r", "--summary", summary.toString())
                    .ended(0);
            assertThat(Json.tree(Files.readAllBytes(summary)).has("retry_at")).isFalse();
            for (List<String> words : List.of(
                    List.of("plan", "--snapshot", "2024-01-02", "--run", "s"),
                    List.of("extract", "--snapshot", "2024-01-01", "--run", "r", "--shard", "0"))) {
                Files.delete(summary);
                Stack.Result spent = stack.commitlake(
                        Stream.concat(words.stream(), Stream.of("--source", "api", "--summary", summary.toString()))
                                .toArray(String[]::new));
                spent.ended(5);
                String retryAt =
                        Json.tree(Files.readAllBytes(summary)).get("retry_at").stringValue();
                assertThat(Instant.parse(retryAt)).isAfter(before).isBefore(before.plus(Duration.ofHours(2)));
                assertThat(spent.out() + spent.err())
                        .contains("no request may start before "
                                + Instant.parse(retryAt).truncatedTo(ChronoUnit.SECONDS));
            }
        }
    }

    @Test
    void withoutATokenSmallRepositoriesAreExportedWithTheirAuthors() {
        try (Stack stack = stack(5000)) {
            stack.set("GITHUB_TOKENS", "");
            stack.track("renames").ended(0);
            Stack.Result run = stack.commitlake("run").ended(0);

            assertThat(run.out()).contains("without a token: ");
            assertThat(stack.sandbox().requests().of(RequestKind.GRAPHQL)).isZero();
            assertThat(stack.sandbox().requests().total()).isLessThanOrEqualTo(60);
            stack.oracle("renames", 1000);
        }
    }

    /** Writes a history of this many authors with a root commit each; their merge's author has an ID in the e-mail. */
    private static void crowd(Path histories, int authors) {
        StringBuilder stream = new StringBuilder();
        StringBuilder merged = new StringBuilder();
        for (int i = 1; i <= authors; i++) {
            stream.append("commit refs/heads/root-%1$d\nmark :%1$d\n".formatted(i))
                    .append("author A <a%d@example.com> %d +0000\n".formatted(i, 1_500_000_000 + i))
                    .append("committer C <c@example.com> %d +0000\ndata 1\nr\n".formatted(1_500_000_000 + i))
                    .append("M 100644 inline %1$d.txt\ndata 1\nx\n".formatted(i));
            merged.append(i == 1 ? "from :1\n" : "merge :%d\n".formatted(i));
        }
        stream.append("commit refs/heads/main\nauthor M <7+m@users.noreply.github.com> 1600000000 +0000\n")
                .append("committer C <c@example.com> 1600000000 +0000\ndata 1\nm\n")
                .append(merged);
        Repo.create(histories, "crowd").fastImport(stream.toString());
    }

    @Test
    void withoutATokenARepositoryOfTooManyAuthorsFailsAndAsksForAToken() throws IOException {
        Path histories = Files.createDirectory(folder.resolve("histories"));
        crowd(histories, 80);
        Repo few = Repo.create(histories, "few");
        few.branch("main", few.commit("2020-01-01T00:00:00Z", "one", "1\n"));
        try (Stack stack = new Stack(folder, histories, options -> options.withLimits(Limits.GITHUB))) {
            stack.into(folder.resolve("dataset")).set("COMMITLAKE_MAX_WAIT", "PT1S");
            String token = stack.environment().put("GITHUB_TOKENS", "");
            stack.track("crowd", "few").ended(0);
            Stack.Result run = stack.commitlake("run").ended(3);

            // The two repositories share a committer, whom the first of them looks up.
            assertThat(run.out() + run.err())
                    .contains("sandbox/crowd", "without a token", "Set GITHUB_TOKENS")
                    .containsPattern("8[01] e-mails");
            assertThat(stack.sandbox().requests().withStatus(403)).isZero();
            assertThat(stack.sandbox().requests().withStatus(429)).isZero();
            assertThat(stack.commitTables().keySet())
                    .isNotEmpty()
                    .allMatch(key -> key.contains("/repository_id=1001/"));
            stack.oracle("few", 1001);

            stack.set("GITHUB_TOKENS", String.valueOf(token));
            stack.commitlake("run").ended(0);
            stack.oracle("crowd", 1000);
        }
    }
}
