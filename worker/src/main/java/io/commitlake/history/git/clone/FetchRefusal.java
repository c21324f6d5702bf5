package io.commitlake.history.git.clone;

import io.commitlake.history.FetchOutcome;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tells from Git's error output, which quotes the server, why a server refused a fetch. */
final class FetchRefusal {
    private static final Pattern BLOCKED = Pattern.compile(
            "returned error: 451|DMCA|access blocked|disabled by GitHub|due to a TOS", Pattern.CASE_INSENSITIVE);
    private static final Pattern LIMITED =
            Pattern.compile("\\b429\\b|rate.limit|too many requests", Pattern.CASE_INSENSITIVE);
    private static final Pattern UNAUTHORIZED = Pattern.compile("Authentication failed|returned error: 401");
    private static final Pattern FORBIDDEN = Pattern.compile("returned error: 403");
    // Without a token, GitHub answers 401 for a repository that doesn't exist, and Git asks for a user name.
    private static final Pattern NOT_FOUND = Pattern.compile(
            "returned error: 404|Repository not found|fatal: repository .* not found|could not read Username");

    /** Fetches follow no redirects, so Git reports their status. */
    private static final Pattern REDIRECTED = Pattern.compile("returned error: 30[12378]");

    private static final Pattern ADDRESS = Pattern.compile("'https?://[^']*'");

    private FetchRefusal() {}

    /** The outcome of a refusal; empty if the fetch failed for another reason. */
    static Optional<FetchOutcome> of(String words) {
        String withoutAddresses = ADDRESS.matcher(words).replaceAll("''"); // a repository may be named rate-limit-429
        if (BLOCKED.matcher(withoutAddresses).find()) {
            return Optional.of(new FetchOutcome.Blocked(words));
        }
        if (REDIRECTED.matcher(withoutAddresses).find()) {
            return Optional.of(new FetchOutcome.Moved(words));
        }
        if (LIMITED.matcher(withoutAddresses).find()) {
            return declined(FetchOutcome.Declined.Reason.LIMITED, words);
        }
        if (NOT_FOUND.matcher(withoutAddresses).find()) {
            return Optional.of(new FetchOutcome.Gone(words));
        }
        if (UNAUTHORIZED.matcher(withoutAddresses).find()) {
            return declined(FetchOutcome.Declined.Reason.UNAUTHORIZED, words);
        }
        return FORBIDDEN.matcher(withoutAddresses).find()
                ? declined(FetchOutcome.Declined.Reason.FORBIDDEN, words)
                : Optional.empty();
    }

    private static Optional<FetchOutcome> declined(FetchOutcome.Declined.Reason reason, String words) {
        return Optional.of(new FetchOutcome.Declined(reason, words));
    }
}
