package io.commitlake.sandbox.rest;

import io.commitlake.sandbox.git.BareRepository;
import io.commitlake.sandbox.git.GitObject;
import io.commitlake.sandbox.git.ObjectReader;
import io.commitlake.sandbox.hub.HostedRepository;
import io.commitlake.sandbox.web.Answer;
import io.commitlake.sandbox.web.Query;
import java.util.Optional;

/**
 * A request for something of one repository, which is there and readable.
 *
 * @param api the API's address
 * @param path what follows the repository's own address, as it was sent
 * @param subject what the route's pattern took of the path, decoded; empty if it takes nothing
 * @param accept the media types that are wanted
 */
record RepositoryRequest(String api, HostedRepository hosted, String path, String subject, Query query, String accept) {

    /** One family of endpoints. */
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

    /** The commit that a sha, branch, tag or a start of a sha means. */
    Optional<String> commit(ObjectReader objects, String name) {
        return objects.find(name + "^{commit}").map(GitObject::oid);
    }

    /** With links to other pages, by the repository's id as GitHub writes them. */
    Answer paged(Answer answer, int page, int lastPage) {
        String self = api + "/repositories/" + hosted.id() + path;
        return Links.add(answer, self, query, page, lastPage);
    }
}
