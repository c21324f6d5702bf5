package io.commitlake.github;

import io.commitlake.model.CommitlakeException;
import java.net.URI;

/**
 * Where GitHub is.
 *
 * @param api REST's root, {@code https://api.github.com}
 * @param graphql GraphQL's address
 * @param server where repositories are fetched from, {@code https://github.com}
 */
public record Endpoints(URI api, URI graphql, URI server) {
    public Endpoints {
        checked("GITHUB_API_URL", api);
        checked("GITHUB_GRAPHQL_URL", graphql);
        checked("GITHUB_SERVER_URL", server);
    }

    URI onApi(String path) {
        return below(api, path);
    }

    /** The address on the server of a repository's url as GitHub gives it: the same path. */
    URI onServer(String url) {
        return below(server, URI.create(url).getRawPath());
    }

    private static URI below(URI root, String path) {
        String text = root.toString();
        return URI.create((text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + path);
    }

    private static void checked(String setting, URI uri) {
        if (uri.getHost() == null
                || uri.getUserInfo() != null
                || !("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
            throw CommitlakeException.settings(
                    setting + " is \"" + uri + "\": it should be an address such as https://api.github.com");
        }
    }
}
