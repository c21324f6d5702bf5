package io.commitlake.sandbox.rest;

import io.commitlake.sandbox.hub.Hosted;
import io.commitlake.sandbox.hub.Standing;
import java.util.function.Predicate;

/** The qualifiers of a search for repositories that are served: {@code created:}, {@code stars:}, {@code user:}, {@code org:}, {@code is:public}, {@code fork:} and {@code archived:}. */
final class SearchTerms {
    private SearchTerms() {}

    /** A term that the sandbox doesn't serve, or nobody could. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;

        Unreadable(String term) {
            super(term);
        }
    }

    /** What the whole of {@code q} lets through; only what anybody may see is found. */
    static Predicate<Hosted> parse(String q) throws Unreadable {
        Predicate<Hosted> all = hosted -> hosted.standing() == Standing.HERE;
        for (String term : q.strip().split("\\s+", -1)) {
            all = term(term).and(all);
        }
        return all;
    }

    private static Predicate<Hosted> term(String term) throws Unreadable {
        int colon = term.indexOf(':');
        String value = term.substring(colon + 1).replace("\"", "");
        try {
            return switch (colon < 0 ? "" : term.substring(0, colon)) {
                case "created" -> {
                    Span span = Span.ofTimes(value);
                    yield hosted -> span.holds(hosted.createdAt().getEpochSecond());
                }
                case "stars" -> {
                    Span span = Span.ofNumbers(value);
                    yield hosted -> span.holds(hosted.stars());
                }
                case "user", "org" -> hosted -> hosted.owner().equalsIgnoreCase(value);
                case "is" -> only(term, value.equals("public"));
                // Nothing here is a fork or archived.
                case "fork" -> value.equals("only") ? hosted -> false : only(term, value.matches("true|false"));
                case "archived" -> value.equals("true") ? hosted -> false : only(term, value.equals("false"));
                default -> throw new Unreadable(term);
            };
        } catch (IllegalArgumentException e) {
            throw new Unreadable(term);
        }
    }

    private static Predicate<Hosted> only(String term, boolean served) throws Unreadable {
        if (!served) {
            throw new Unreadable(term);
        }
        return hosted -> true;
    }
}
