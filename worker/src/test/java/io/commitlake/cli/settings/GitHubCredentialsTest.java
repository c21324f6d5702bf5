package io.commitlake.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.secret.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitHubCredentialsTest {
    private static List<String> tokens(Map<String, String> variables) {
        return new GitHubCredentials(new Environment(variables))
                .tokens().stream().map(Secret::value).toList();
    }

    @Test
    void tokensAreSeparatedByCommasSpacesAndNewlines() {
        assertThat(tokens(Map.of("GITHUB_TOKENS", "a, b\nc  a,"))).containsExactly("a", "b", "c");
    }

    /** Docker Compose passes unset variables on as empty ones. */
    @Test
    void anEmptyVariableCountsAsNotSet() {
        assertThat(tokens(Map.of("GITHUB_TOKENS", "", "GITHUB_TOKENS_FILE", "")))
                .isEmpty();
        assertThat(tokens(Map.of())).isEmpty();
    }

    /** A set variable means that requests mustn't be anonymous. */
    @Test
    void aVariableWithoutTokensIsAnError(@TempDir Path folder) throws IOException {
        Path empty = Files.writeString(folder.resolve("tokens"), "\n");
        for (Map.Entry<String, String> set : Map.of("GITHUB_TOKENS", ",", "GITHUB_TOKENS_FILE", empty.toString())
                .entrySet()) {
            assertThatThrownBy(() -> tokens(Map.of(set.getKey(), set.getValue())))
                    .isInstanceOfSatisfying(
                            CommitlakeException.class,
                            failed -> assertThat(failed.kind()).isEqualTo(CommitlakeException.Kind.SETTINGS))
                    .hasMessageContaining(set.getKey() + " is set but holds no token");
        }
    }

    @Test
    void oneVariableWithTokensIsEnough(@TempDir Path folder) throws IOException {
        Path empty = Files.createFile(folder.resolve("tokens"));
        assertThat(tokens(Map.of("GITHUB_TOKENS", "a", "GITHUB_TOKENS_FILE", empty.toString())))
                .containsExactly("a");
    }
}
