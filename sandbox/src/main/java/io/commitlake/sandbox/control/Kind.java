package io.commitlake.sandbox.control;

import io.commitlake.sandbox.hub.Budgets;
import java.util.Locale;

/** What is asked: REST but for search, search, GraphQL, or git over HTTP. */
public enum Kind {
    REST,
    SEARCH,
    GRAPHQL,
    GIT;

    public static Kind of(Budgets.Resource resource) {
        return switch (resource) {
            case CORE -> REST;
            case SEARCH -> SEARCH;
            case GRAPHQL -> GRAPHQL;
        };
    }

    /** As it stands in JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Throws IllegalArgumentException with what there is. */
    public static Kind ofWord(String word) {
        for (Kind kind : values()) {
            if (kind.word().equals(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("kind is rest, search, graphql or git, not '" + word + "'.");
    }
}
