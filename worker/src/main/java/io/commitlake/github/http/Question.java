package io.commitlake.github.http;

import io.commitlake.github.tokens.Resource;
import java.net.URI;
import java.util.Optional;

/**
 * What is asked.
 *
 * @param json the body; empty to get
 * @param resource whose budget it spends
 * @param tries before a server that fails is taken to fail
 * @param repository that it is about, so that a token that may not see it isn't used for it again; empty where it is
 *     about none or several
 */
public record Question(URI address, Optional<byte[]> json, Resource resource, int tries, Optional<String> repository) {
    private static final int TRIES = 4;

    /** REST's GET about one repository. */
    public static Question get(URI address, String repository) {
        return get(address, Resource.CORE, Optional.of(repository));
    }

    /** REST's GET. */
    public static Question get(URI address, Resource resource, Optional<String> repository) {
        return new Question(address, Optional.empty(), resource, TRIES, repository);
    }

    /** GraphQL's POST. */
    public static Question post(URI address, byte[] json, Optional<String> repository) {
        return new Question(address, Optional.of(json), Resource.GRAPHQL, TRIES, repository);
    }

    String verb() {
        return json.isPresent() ? "POST" : "GET";
    }

    Question at(URI other) {
        return new Question(other, json, resource, tries, repository);
    }

    /** The same, tried once more at the most: what can be asked for in parts better is, where it fails as a whole. */
    public Question triedTwice() {
        return new Question(address, json, resource, 2, repository);
    }
}
