package io.commitlake.history.git.clone;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.history.FetchOutcome;
import io.commitlake.history.FetchOutcome.Declined.Reason;
import org.junit.jupiter.api.Test;

/** The messages are Git's, with answers of GitHub's servers, as quoted in issue threads. */
class FetchRefusalTest {
    private static FetchOutcome of(String words) {
        return FetchRefusal.of(words).orElseThrow();
    }

    private static FetchOutcome declined(Reason reason, String words) {
        return new FetchOutcome.Declined(reason, words);
    }

    @Test
    void aRateLimitIsRecognizedBeforeAndDuringAFetch() {
        String before = """
                remote: This request was rate-limited due to too many requests. Reduce the frequency of your requests or try again later.
                fatal: unable to access 'https://github.com/a/b/': The requested URL returned error: 429""";
        String during = """
                error: RPC failed; HTTP 429 curl 22 The requested URL returned error: 429
                fatal: expected 'packfile'""";

        assertThat(of(before)).isEqualTo(declined(Reason.LIMITED, before));
        assertThat(of(during)).isEqualTo(declined(Reason.LIMITED, during));
    }

    @Test
    void anInvalidTokenAndAForbiddenTokenDiffer() {
        String invalid = """
                remote: Invalid username or token. Password authentication is not supported for Git operations.
                fatal: Authentication failed for 'https://github.com/a/b/'""";
        String forbidden = """
                remote: The 'NixOS' organization forbids access via a fine-grained personal access tokens
                fatal: unable to access 'https://github.com/a/b/': The requested URL returned error: 403""";

        assertThat(of(invalid)).isEqualTo(declined(Reason.UNAUTHORIZED, invalid));
        assertThat(of(forbidden)).isEqualTo(declined(Reason.FORBIDDEN, forbidden));
    }

    @Test
    void missingAndBlockedRepositoriesDiffer() {
        String gone = "remote: Repository not found.\nfatal: repository 'https://github.com/a/b/' not found";
        String hidden = "fatal: could not read Username for 'https://github.com': terminal prompts disabled";
        String withheld = """
                remote: Repository unavailable due to DMCA takedown.
                fatal: unable to access 'https://github.com/a/b/': The requested URL returned error: 451""";
        String suspended = """
                remote: Access to this repository has been disabled by GitHub staff.
                fatal: unable to access 'https://github.com/a/b/': The requested URL returned error: 403""";

        assertThat(of(gone)).isEqualTo(new FetchOutcome.Gone(gone));
        assertThat(of(hidden)).isEqualTo(new FetchOutcome.Gone(hidden));
        assertThat(of(withheld)).isEqualTo(new FetchOutcome.Blocked(withheld));
        assertThat(of(suspended)).isEqualTo(new FetchOutcome.Blocked(suspended));
    }

    @Test
    void theNameOfARepositoryDoesNotAffectTheOutcome() {
        String gone = "fatal: repository 'https://github.com/dmca/rate-limit-429/' not found";

        assertThat(of(gone)).isEqualTo(new FetchOutcome.Gone(gone));
    }

    @Test
    void otherErrorsAreNoRefusal() {
        assertThat(FetchRefusal.of("fatal: early EOF\nfatal: fetch-pack: invalid index-pack output"))
                .isEmpty();
        assertThat(FetchRefusal.of("fatal: unable to access 'https://github.com/a/b/': Could not resolve host"))
                .isEmpty();
    }
}
