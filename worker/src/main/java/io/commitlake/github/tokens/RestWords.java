package io.commitlake.github.tokens;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who rests and why: who waits is to know whether more tokens would help, or GitHub has to recover.
 *
 * @param seen what is asked about, which not every token may see
 * @param tokens that were given
 */
record RestWords(Turn.Rest rest, Resource resource, String seen, int tokens) {
    String why() {
        List<Reason> reasons = rest.who().stream().map(Turn.Resting::why).toList();
        Set<Reason> different = EnumSet.copyOf(reasons);
        String why = different.size() == 1
                ? why(reasons.getFirst())
                : different.stream()
                        .map(reason -> Collections.frequency(reasons, reason) + " " + reason.words())
                        .collect(Collectors.joining(
                                ", ",
                                (all() ? "No token is free for" : upper(them()) + " aren't free for") + asked() + " (",
                                ")"));
        return why + (rest.whole() ? "" : (anonymous() ? ", and no token" : ", and no other") + " may see " + seen);
    }

    /** What has to be set to wait less. */
    String more() {
        return tokens == 0 ? "" : " with more tokens" + (rest.whole() ? "" : " that may see " + seen);
    }

    private String why(Reason reason) {
        return switch (reason) {
            case SPENT ->
                (anonymous() ? "Without a token nothing is left" : upper(them()) + (one() ? " is" : " are") + " spent")
                        + " for" + asked();
            case LIMITED ->
                (anonymous() ? "Without a token" : "With " + them()) + " no more may be asked for now of" + asked();
            case NOT_GIVEN -> "GitHub fails to give " + (all() && !one() ? "any token" : them());
        };
    }

    private String asked() {
        return " GitHub's " + resource.word();
    }

    private boolean anonymous() {
        return rest.who().getFirst().number() == 0;
    }

    private boolean one() {
        return rest.who().size() == 1;
    }

    /** Whether none of those that were given is left out, be it for this alone or for good. */
    private boolean all() {
        return rest.who().size() == tokens && !anonymous();
    }

    private String them() {
        if (all()) {
            return one() ? "the token" : "all tokens";
        }
        return rest.who().stream()
                .map(resting -> Integer.toString(resting.number()))
                .collect(Collectors.joining(", ", one() ? "token " : "tokens ", ""));
    }

    private static String upper(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
