package io.commitlake.sandbox.rest;

import io.commitlake.sandbox.web.Answer;
import io.commitlake.sandbox.web.Query;
import java.util.ArrayList;
import java.util.List;

/**
 * Link headers (RFC 8288) in GitHub's format: next and last except on the last page, first and prev except on the
 * first.
 */
final class Links {
    private Links() {}

    /** @param self the address of the list, without a query */
    static Answer add(Answer answer, String self, Query query, int page, int lastPage) {
        List<String> links = new ArrayList<>();
        if (page > 1) {
            links.add(link(self, query, Math.min(page - 1, Math.max(1, lastPage)), "prev"));
        }
        if (page < lastPage) {
            links.add(link(self, query, page + 1, "next"));
            links.add(link(self, query, lastPage, "last"));
        }
        if (page > 1) {
            links.add(link(self, query, 1, "first"));
        }
        return links.isEmpty() ? answer : answer.with("Link", String.join(", ", links));
    }

    private static String link(String self, Query query, int page, String relation) {
        return "<" + self + query.with("page", "" + page).encoded() + ">; rel=\"" + relation + "\"";
    }
}
