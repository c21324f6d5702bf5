package io.commitlake.sandbox.control;

import io.commitlake.sandbox.hub.Budgets;
import java.util.Locale;

/** The kind of a request: REST (except search), search, GraphQL, or Git over HTTP. */
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

    /** The name in JSON. */
    public String jsonName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Parses the name in JSON.
     *
     * @throws IllegalArgumentException if there is no such kind
     */
    public static RequestKind parse(String word) {
        for (RequestKind kind : values()) {
            if (kind.jsonName().equals(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("kind must be rest, search, graphql or git, not '" + word + "'.");
    }
}
