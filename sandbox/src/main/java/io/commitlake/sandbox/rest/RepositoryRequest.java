package io.commitlake.sandbox.rest;

import io.commitlake.sandbox.git.BareRepository;
import io.commitlake.sandbox.git.GitObject;
import io.commitlake.sandbox.git.ObjectReader;
import io.commitlake.sandbox.hub.HostedRepository;
import io.commitlake.sandbox.web.Answer;
import io.commitlake.sandbox.web.Query;
import java.util.Optional;

/**
 * A request about a repository that exists and that the caller may read.
 *
 * @param api the API's address
 * @param hosted the repository
 * @param path the path below the repository's own address, as sent
 * @param subject the part of the path that the route's pattern captured, decoded; empty if it captures nothing
 * @param accept the accepted media types
 */
record RepositoryRequest(String api, HostedRepository hosted, String path, String subject, Query query, String accept) {

    /** An endpoint below a repository's address. */
    @FunctionalInterface
    interface Endpoint {
        Answer answer(RepositoryRequest request);
    }

    BareRepository history() {
        return hosted.history();
    }

    CommitJson commits() {
        return new CommitJson(api, hosted);
    }

    /** The commit that a SHA, an abbreviated SHA, a branch or a tag names. */
    Optional<String> commit(ObjectReader objects, String name) {
        return objects.find(name + "^{commit}").map(GitObject::oid);
    }

    /** Adds links to other pages, which name the repository by id as GitHub's do. */
    Answer paged(Answer answer, int page, int lastPage) {
        String self = api + "/repositories/" + hosted.id() + path;
        return Links.add(answer, self, query, page, lastPage);
    }
}
