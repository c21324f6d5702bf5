package io.commitlake.sandbox.hub;

import java.util.List;
import java.util.Map;

/**
 * What a token may do with private repositories; everybody may read public ones. See "Scopes for OAuth apps" and
 * "Permissions required for fine-grained personal access tokens" in GitHub's documentation.
 */
public sealed interface TokenRights {
    /** The rights of a token that nothing else is said of. */
    TokenRights USUAL = new Classic(List.of("repo"));

    /** A permission that reads commits, trees and blobs. */
    String CONTENTS = "contents";

    /** A permission without which a token sees no private repository. */
    String METADATA = "metadata";

    /** Whether the token may learn that a private repository exists. */
    boolean showsPrivate();

    /** Whether the token may read the history of a private repository. */
    boolean readsPrivate();

    /** A classic token. Its scopes apply to everything that its owner may see. */
    record Classic(List<String> scopes) implements TokenRights {
        public Classic {
            scopes = scopes.stream().sorted().toList();
        }

        @Override
        public boolean showsPrivate() {
            return scopes.contains("repo");
        }

        @Override
        public boolean readsPrivate() {
            return showsPrivate();
        }
    }

    /**
     * A fine-grained token, or an App's installation token.
     *
     * @param permissions the levels of its permissions on all private repositories, such as {@code read}; empty for a
     *     token for public repositories only
     */
    record FineGrained(Map<String, String> permissions) implements TokenRights {
        /** A token that reads all repositories, as the worker needs. */
        public static final FineGrained READING = new FineGrained(Map.of(CONTENTS, "read", METADATA, "read"));

        public FineGrained {
            permissions = Map.copyOf(permissions);
        }

        @Override
        public boolean showsPrivate() {
            return permissions.containsKey(METADATA);
        }

        @Override
        public boolean readsPrivate() {
            return showsPrivate() && permissions.containsKey(CONTENTS);
        }
    }
}
