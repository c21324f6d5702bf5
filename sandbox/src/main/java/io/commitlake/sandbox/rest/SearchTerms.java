package io.commitlake.sandbox.rest;

import io.commitlake.sandbox.hub.HostedRepository;
import io.commitlake.sandbox.hub.Standing;
import java.util.function.Predicate;

/**
 * A repository search with the supported qualifiers: {@code created:}, {@code stars:}, {@code user:}, {@code org:},
 * {@code is:public}, {@code fork:} and {@code archived:}.
 *
 * @param created a range of creation times, in seconds since 1970, that includes those of all matches
 * @param matches the repositories that match all terms
 */
record SearchTerms(SearchRange created, Predicate<HostedRepository> matches) {

    private static final String CREATED = "created:";

    /** A term that the sandbox doesn't support or can't parse; the message is the term. */
    static final class UnsupportedTermException extends Exception {
        private static final long serialVersionUID = 1;

        UnsupportedTermException(String term) {
            super(term);
        }
    }

    /** Parses {@code q}, which only public repositories match, and forks only if a term asks for them. */
    static SearchTerms parse(String q) throws UnsupportedTermException {
        SearchRange created = SearchRange.ALL;
        Predicate<HostedRepository> all = hosted ->
                hosted.standing() == Standing.HERE && !hosted.profile().isPrivate();
        if (!q.contains("fork:")) {
            all = all.and(hosted -> !hosted.profile().isFork());
        }
        for (String term : q.strip().split("\\s+", -1)) {
            all = term(term).and(all);
            if (term.startsWith(CREATED)) {
                created = SearchRange.ofTimes(term.substring(CREATED.length()).replace("\"", ""));
            }
        }
        return new SearchTerms(created, all);
    }

    private static Predicate<HostedRepository> term(String term) throws UnsupportedTermException {
        int colon = term.indexOf(':');
        String value = term.substring(colon + 1).replace("\"", "");
        try {
            return switch (colon < 0 ? "" : term.substring(0, colon)) {
                case "created" -> {
                    SearchRange range = SearchRange.ofTimes(value);
                    yield hosted -> range.contains(hosted.createdAt().getEpochSecond());
                }
                case "stars" -> {
                    SearchRange range = SearchRange.ofNumbers(value);
                    yield hosted -> range.contains(hosted.stars());
                }
                case "user", "org" -> hosted -> hosted.owner().equalsIgnoreCase(value);
                case "is" -> requireServed(term, value.equals("public"));
                case "fork" -> fork(term, value);
                case "archived" -> {
                    boolean archived = Boolean.parseBoolean(value);
                    requireServed(term, value.matches("true|false"));
                    yield hosted -> hosted.profile().isArchived() == archived;
                }
                default -> throw new UnsupportedTermException(term);
            };
        } catch (IllegalArgumentException e) {
            throw new UnsupportedTermException(term);
        }
    }

    private static Predicate<HostedRepository> fork(String term, String value) throws UnsupportedTermException {
        return switch (value) {
            case "true" -> hosted -> true;
            case "only" -> hosted -> hosted.profile().isFork();
            case "false" -> hosted -> !hosted.profile().isFork();
            default -> throw new UnsupportedTermException(term);
        };
    }

    private static Predicate<HostedRepository> requireServed(String term, boolean served)
            throws UnsupportedTermException {
        if (!served) {
            throw new UnsupportedTermException(term);
        }
        return hosted -> true;
    }
}
