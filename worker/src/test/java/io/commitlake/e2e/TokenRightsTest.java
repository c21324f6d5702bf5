package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.model.Json;
import io.commitlake.sandbox.control.RequestKind;
import io.commitlake.sandbox.hub.TokenRights;
import io.commitlake.sandbox.hub.TokenRights.Classic;
import io.commitlake.sandbox.hub.TokenRights.FineGrained;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The worker runs with exactly the rights of a token that docs/operate.md names, and says which one is missing. */
class TokenRightsTest {
    private static final TokenRights NONE = new Classic(List.of());
    private static final TokenRights REPO = new Classic(List.of("repo"));
    private static final TokenRights PUBLIC_ONLY = new FineGrained(Map.of());
    private static final TokenRights READING = new FineGrained(Map.of("contents", "read", "metadata", "read"));
    private static final TokenRights WITHOUT_CONTENTS = new FineGrained(Map.of("metadata", "read"));
    private static final TokenRights WITHOUT_METADATA = new FineGrained(Map.of("contents", "read"));

    private static final String NEEDED = "a private repository needs a classic token with the scope repo, or a"
            + " fine-grained one with read access to Contents and Metadata";

    @TempDir
    Path folder;

    private Stack stack;

    @BeforeEach
    void serve() throws IOException {
        Path histories = Files.createDirectory(folder.resolve("histories"));
        for (String name : List.of("open", "secret")) {
            Repo repo = Repo.create(histories, name);
            String root = repo.commit("2020-01-01T00:00:00Z", "root", "1\n");
            repo.branch("main", repo.commit("2020-01-02T00:00:00Z", "second", "2\n", root));
        }
        Files.write(histories.resolve("repositories.json"), Json.write(Map.of("secret", Map.of("private", true))));
        stack = new Stack(folder, histories).into(folder.resolve("lake"));
    }

    @AfterEach
    void stop() {
        stack.close();
    }

    /** The rights that the documentation names for private repositories, by either source. */
    static Stream<Arguments> enough() {
        return Stream.of("git", "api")
                .flatMap(source -> Stream.of(REPO, READING).map(rights -> Arguments.of(source, rights)));
    }

    @ParameterizedTest
    @MethodSource("enough")
    void theDocumentedRightsSufficeForEverything(String source, TokenRights rights) {
        stack.set("COMMITLAKE_SOURCE", source).sandbox().grant(0, rights);
        stack.track("open", "secret").ended(0);
        String out =
                stack.commitlake("run", "--snapshot", "2021-01-01").ended(0).out();

        assertThat(out).contains("2 exported");
        stack.oracle("open", 1000);
        stack.oracle("secret", 1001);
        assertThat(stack.sandbox().requests().of(source.equals("api") ? RequestKind.REST : RequestKind.GIT))
                .isPositive();
        String doctor = stack.commitlake("doctor").ended(0).out();
        assertThat(doctor.lines().filter(line -> line.contains("token 1")))
                .singleElement()
                .asString()
                .startsWith("ok")
                .doesNotContain("private");
        stack.commitlake("plan", "--snapshot", "2022-01-01", "--run", "later").ended(0);
        stack.commitlake("discover", "--created-from", "2019-01-01").ended(0);
    }

    static Stream<Arguments> publicly() {
        return Stream.of(
                Arguments.of("git", NONE),
                Arguments.of("api", NONE),
                Arguments.of("git", PUBLIC_ONLY),
                Arguments.of("api", PUBLIC_ONLY));
    }

    @ParameterizedTest
    @MethodSource("publicly")
    void aTokenWithoutRightsSufficesForPublicRepositories(String source, TokenRights rights) {
        stack.set("COMMITLAKE_SOURCE", source).sandbox().grant(0, rights);
        stack.track("open").ended(0);
        assertThat(stack.commitlake("run", "--snapshot", "2021-01-01").ended(0).out())
                .contains("1 exported");
        stack.oracle("open", 1000);
        assertThat(stack.commitlake("doctor").ended(0).out()).contains("token 1");
    }

    static Stream<Arguments> hiding() {
        return Stream.of(
                Arguments.of(NONE, "the token lacks the scope repo"),
                Arguments.of(PUBLIC_ONLY, "the token lacks access to it, or the permission metadata=read"),
                Arguments.of(WITHOUT_METADATA, "the token lacks access to it, or the permission metadata=read"));
    }

    @ParameterizedTest
    @MethodSource("hiding")
    void withoutTheRightToSeeARepositoryItsNameIsRefusedAndAnExportSaysWhy(TokenRights rights, String missing) {
        stack.sandbox().grant(0, rights);
        assertThat(stack.track("secret").ended(3).err()).contains(NEEDED);

        stack.sandbox().grant(0, REPO);
        stack.track("secret").ended(0);
        stack.sandbox().grant(0, rights);
        assertThat(stack.commitlake("run", "--snapshot", "2021-01-01").ended(0).out())
                .contains("1 gone");
        assertThat(stack.commitlake("status").ended(0).out())
                .contains("gone", "404", "if it is private, " + missing, NEEDED);

        stack.sandbox().grant(0, REPO);
        assertThat(stack.commitlake("run", "--snapshot", "2021-01-01").ended(0).out())
                .contains("1 exported");
        stack.oracle("secret", 1000 + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"git", "api"})
    void withoutContentsAPrivateRepositoryFailsAndTheOthersAreExported(String source) {
        stack.set("COMMITLAKE_SOURCE", source).sandbox().grant(0, WITHOUT_CONTENTS);
        stack.track("open", "secret").ended(0);
        Stack.Result run = stack.commitlake("run", "--snapshot", "2021-01-01").ended(4);

        assertThat(run.err())
                .contains("sandbox/secret failed", "the token lacks the permission contents=read: " + NEEDED);
        stack.oracle("open", 1000);
        stack.sandbox().grant(0, READING);
        stack.commitlake("run", "--snapshot", "2021-01-01").ended(0);
        stack.oracle("secret", 1001);
    }

    /** A token may lose a right between the plan, which sees the head, and the export. */
    @Test
    void aTokenThatLosesContentsBeforeTheFetchIsNamed() {
        stack.set("COMMITLAKE_SOURCE", "git");
        stack.track("secret").ended(0);
        String[] run = {"--snapshot", "2021-01-01", "--run", "r"};
        stack.commitlake("plan", run[0], run[1], run[2], run[3], "--shards", "1")
                .ended(0);
        stack.sandbox().grant(0, WITHOUT_CONTENTS);

        assertThat(stack.commitlake("extract", run[0], run[1], run[2], run[3], "--shard", "0")
                        .ended(4)
                        .err())
                .contains("Write access to repository not granted", "contents=read: " + NEEDED);
    }

    @Test
    void doctorSaysWhatATokenSees() {
        stack.sandbox().grant(0, NONE);
        assertThat(stack.commitlake("doctor").ended(0).out()).contains("it sees public repositories only: " + NEEDED);
        stack.sandbox().grant(0, new Classic(List.of("repo", "admin:org")));
        assertThat(stack.commitlake("doctor").ended(0).out())
                .contains("scopes that the worker never uses, so make one without: admin:org");
    }
}
