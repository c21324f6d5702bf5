package io.commitlake.github.tokens;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The text that says which tokens rest and why, so that the reader knows whether more tokens help or GitHub has to
 * recover.
 *
 * @param repository the repository as the text names it; not every token may have access to it
 * @param tokenCount the number of configured tokens
 */
record RestMessage(TokenChoice.AllResting rest, Resource resource, String repository, int tokenCount) {
    /** The cause of the wait, as a clause without a full stop. */
    String cause() {
        List<RestReason> reasons =
                rest.resting().stream().map(TokenChoice.RestingToken::reason).toList();
        Set<RestReason> distinct = EnumSet.copyOf(reasons);
        String cause = distinct.size() == 1
                ? cause(reasons.getFirst())
                : distinct.stream()
                        .map(reason -> Collections.frequency(reasons, reason) + " " + reason.phrase())
                        .collect(Collectors.joining(
                                ", ",
                                (all() ? "No token is free for " : capitalized(subject()) + " aren't free for ")
                                        + requests() + " (",
                                ")"));
        return cause
                + (rest.wholePool()
                        ? ""
                        : (anonymous() ? ", and no token" : ", and no other token") + " can see " + repository);
    }

    /** The end of a sentence that says what to set for a shorter wait. */
    String remedy() {
        return tokenCount == 0 ? "" : " for more tokens" + (rest.wholePool() ? "" : " that can see " + repository);
    }

    private String cause(RestReason reason) {
        return switch (reason) {
            case SPENT ->
                anonymous()
                        ? "The rate limit for " + requests() + " without a token is used up"
                        : capitalized(subject()) + (one() ? " has" : " have") + " used up the rate limit for "
                                + requests();
            case LIMITED ->
                anonymous()
                        ? "GitHub takes no more " + requests() + " without a token for now"
                        : capitalized(subject()) + " can't send more " + requests() + " for now";
            case NOT_ISSUED -> "GitHub failed to issue " + (all() && !one() ? "any token" : subject());
        };
    }

    private String requests() {
        return resource.apiName() + " requests";
    }

    private boolean anonymous() {
        return rest.resting().getFirst().number() == 0;
    }

    private boolean one() {
        return rest.resting().size() == 1;
    }

    /** Whether every configured token rests: none was removed from the pool or excluded from the repository. */
    private boolean all() {
        return rest.resting().size() == tokenCount && !anonymous();
    }

    private String subject() {
        if (all()) {
            return one() ? "the token" : "all tokens";
        }
        return rest.resting().stream()
                .map(token -> Integer.toString(token.number()))
                .collect(Collectors.joining(", ", one() ? "token " : "tokens ", ""));
    }

    private static String capitalized(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
