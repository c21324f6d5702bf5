package io.commitlake.sandbox.control;

import io.commitlake.sandbox.hub.Budgets;
import java.util.Locale;

/** What is asked: REST but for search, search, GraphQL, or git over HTTP. */
public enum RequestKind {
    REST,
    SEARCH,
    GRAPHQL,
    GIT;

    public static RequestKind of(Budgets.Resource resource) {
        return switch (resource) {
            case CORE -> REST;
            case SEARCH -> SEARCH;
            case GRAPHQL -> GRAPHQL;
        };
    }

    /** As it stands in JSON. */
    public String jsonName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Throws IllegalArgumentException with what there is. */
    public static RequestKind parse(String word) {
        for (RequestKind kind : values()) {
            if (kind.jsonName().equals(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("kind is rest, search, graphql or git, not '" + word + "'.");
    }
}
