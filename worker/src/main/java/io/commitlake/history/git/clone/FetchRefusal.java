package io.commitlake.history.git.clone;

import io.commitlake.history.FetchOutcome;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a server's refusal means, from git's words, which hold the server's own. */
final class FetchRefusal {
    private static final Pattern BLOCKED = Pattern.compile(
            "returned error: 451|DMCA|access blocked|disabled by GitHub|due to a TOS", Pattern.CASE_INSENSITIVE);
    private static final Pattern LIMITED =
            Pattern.compile("\\b429\\b|rate.limit|too many requests", Pattern.CASE_INSENSITIVE);
    private static final Pattern UNAUTHORIZED = Pattern.compile("Authentication failed|returned error: 401");
    private static final Pattern FORBIDDEN = Pattern.compile("returned error: 403");
    // GitHub answers 401 for a repository that isn't there where no token is given.
    private static final Pattern GONE = Pattern.compile(
            "returned error: 404|Repository not found|fatal: repository .* not found|could not read Username");

    /** No redirect is followed. */
    private static final Pattern MOVED = Pattern.compile("returned error: 30[12378]");

    private static final Pattern ADDRESS = Pattern.compile("'https?://[^']*'");

    private FetchRefusal() {}

    /** Empty where the words are no refusal: the fetch failed for another reason. */
    static Optional<FetchOutcome> of(String words) {
        String said = ADDRESS.matcher(words).replaceAll("''"); // a repository may be called rate-limit-429
        if (BLOCKED.matcher(said).find()) {
            return Optional.of(new FetchOutcome.Blocked(words));
        }
        if (MOVED.matcher(said).find()) {
            return Optional.of(new FetchOutcome.Moved(words));
        }
        if (LIMITED.matcher(said).find()) {
            return declined(FetchOutcome.Declined.Reason.LIMITED, words);
        }
        if (GONE.matcher(said).find()) {
            return Optional.of(new FetchOutcome.Gone(words));
        }
        if (UNAUTHORIZED.matcher(said).find()) {
            return declined(FetchOutcome.Declined.Reason.UNAUTHORIZED, words);
        }
        return FORBIDDEN.matcher(said).find()
                ? declined(FetchOutcome.Declined.Reason.FORBIDDEN, words)
                : Optional.empty();
    }

    private static Optional<FetchOutcome> declined(FetchOutcome.Declined.Reason reason, String words) {
        return Optional.of(new FetchOutcome.Declined(reason, words));
    }
}
