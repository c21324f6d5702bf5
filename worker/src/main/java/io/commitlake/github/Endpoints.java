package io.commitlake.github;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.RepositoryUrl;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * Where GitHub is.
 *
 * @param api REST's root, {@code https://api.github.com}
 * @param graphql GraphQL's address
 * @param server where repositories are fetched from, {@code https://github.com}
 */
public record Endpoints(URI api, URI graphql, URI server) {
    private static final String GITHUB = "https://github.com:443";

    public Endpoints {
        checked("GITHUB_API_URL", api);
        checked("GITHUB_GRAPHQL_URL", graphql);
        checked("GITHUB_SERVER_URL", server);
    }

    URI onApi(String path) {
        return below(api, path);
    }

    /**
     * The address on the server of a repository's url as GitHub gives it; empty where that is another server's. Git sends
     * a token to this address, and the url may have been read from the dataset, whose writers may not be given one: nothing
     * but its path, of the form {@code /owner/name}, is taken over. A mirror of github.com, such as the sandbox, shows
     * repositories with github.com's addresses: these count as the server's own, and the server alone is asked.
     */
    Optional<URI> onServer(String url) {
        URI address = URI.create(RepositoryUrl.of(url));
        return origin(address).equals(origin(server)) || origin(address).equals(GITHUB)
                ? Optional.of(below(server, address.getRawPath()))
                : Optional.empty();
    }

    /** Scheme, host and port, in one spelling. */
    private static String origin(URI uri) {
        int usual = "https".equals(uri.getScheme()) ? 443 : 80;
        return uri.getScheme() + "://" + uri.getHost().toLowerCase(Locale.ROOT) + ":"
                + (uri.getPort() < 0 ? usual : uri.getPort());
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
