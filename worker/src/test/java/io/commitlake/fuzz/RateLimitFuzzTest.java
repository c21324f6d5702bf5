package io.commitlake.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.commitlake.github.GitHub;
import org.junit.jupiter.api.Tag;

/** Answers of {@code /rate_limit}. */
@Tag("jazzer")
class RateLimitFuzzTest {
    @FuzzTest
    void read(byte[] answer) {
        Foreign.read(() -> {
            GitHub github = FuzzedGitHub.withToken(answer).client();
            github.refreshBudgets();
            github.uses();
        });
    }
}
