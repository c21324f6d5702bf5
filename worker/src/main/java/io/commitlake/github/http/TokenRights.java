package io.commitlake.github.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The rights that a token needs for private repositories, and those that it lacks as far as GitHub tells: by the scopes of a
 * classic token in {@code X-OAuth-Scopes}, and by the permission in {@code X-Accepted-GitHub-Permissions}, which comes with
 * the answers to other tokens.
 */
public final class TokenRights {
    /** The scope of classic tokens that shows private repositories. */
    public static final String SCOPE = "repo";

    /** What a private repository needs, for messages. */
    public static final String NEEDED = "a private repository needs a classic token with the scope " + SCOPE
            + ", or a fine-grained one with read access to Contents and Metadata";

    private static final Pattern COMMA = Pattern.compile(",\\s*");

    private TokenRights() {}

    /** The scopes of a classic token; empty if the answer is for a token of another kind, or for none. */
    static Optional<List<String>> scopes(Exchange exchange) {
        return exchange.header("x-oauth-scopes")
                .map(header -> COMMA.splitAsStream(header)
                        .filter(scope -> !scope.isEmpty())
                        .toList());
    }

    /** Words about a permission that a token lacks, to append to an error. */
    public static String lacking(String permission) {
        return "; the token lacks the permission " + permission + ": " + NEEDED;
    }

    /**
     * Appends the right that the token may lack to the summary of an answer. GitHub answers 404 for a private repository
     * that a token can't see, so a 404 only names the rights that would be needed.
     */
    static String explained(Exchange exchange, String summary) {
        Optional<List<String>> scopes = scopes(exchange);
        Optional<String> permission = exchange.header("x-accepted-github-permissions");
        if (exchange.status() == 404 && scopes.isPresent() && !scopes.get().contains(SCOPE)) {
            return summary + "; if it is private, the token lacks the scope " + SCOPE + ": " + NEEDED;
        }
        if (exchange.status() == 404 && scopes.isEmpty() && permission.isPresent()) {
            return summary + "; if it is private, the token lacks access to it, or the permission " + permission.get()
                    + ": " + NEEDED;
        }
        boolean lacks =
                exchange.status() == 403 && summary.toLowerCase(Locale.ROOT).contains("not accessible by");
        return lacks ? summary + lacking(permission.orElse("for this")) : summary;
    }
}
