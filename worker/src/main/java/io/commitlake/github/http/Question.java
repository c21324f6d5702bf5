package io.commitlake.github.http;

import io.commitlake.github.tokens.Resource;
import java.net.URI;
import java.util.Optional;

/**
 * What is asked.
 *
 * @param json the body; empty to get
 * @param resource whose budget it spends
 * @param repository that it is about, so that a token that may not see it isn't used for it again; empty where it is
 *     about none or several
 */
public record Question(URI address, Optional<byte[]> json, Resource resource, Optional<String> repository) {
    /** REST's GET about one repository. */
    public static Question get(URI address, String repository) {
        return new Question(address, Optional.empty(), Resource.CORE, Optional.of(repository));
    }

    /** GraphQL's POST. */
    public static Question post(URI address, byte[] json, Optional<String> repository) {
        return new Question(address, Optional.of(json), Resource.GRAPHQL, repository);
    }

    String verb() {
        return json.isPresent() ? "POST" : "GET";
    }

    Question at(URI other) {
        return new Question(other, json, resource, repository);
    }
}
