package io.commitlake.github.http;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Secret;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpRequest;
import io.micronaut.http.client.BlockingHttpClient;
import io.micronaut.http.client.DefaultHttpClientConfiguration;
import io.micronaut.http.client.HttpClient;
import io.micronaut.http.client.exceptions.HttpClientException;
import io.micronaut.http.client.exceptions.HttpClientResponseException;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The one HTTP client. It shows every answer as it is, follows nothing, and asks once. */
public final class Transport implements AutoCloseable {
    private static final int LARGEST_ANSWER = 256 << 20;
    /** The client logs what it is answered, which may be an App's token: no level that one can set reaches this logger. */
    private static final String LOGGER = "io.commitlake.answers";

    private static final String VERSION = "2022-11-28";

    private final HttpClient client;
    private final BlockingHttpClient calls;

    /** A client; the root of REST is where it will mostly ask. */
    public Transport(URI root) {
        DefaultHttpClientConfiguration configuration = new DefaultHttpClientConfiguration();
        configuration.setConnectTimeout(Duration.ofSeconds(10));
        configuration.setReadTimeout(Duration.ofSeconds(60));
        configuration.setMaxContentLength(LARGEST_ANSWER);
        configuration.setExceptionOnErrorStatus(false);
        configuration.setLoggerName(LOGGER);
        // Nothing is under way when it is closed: waiting for a silence would add a tenth of a second to each command.
        configuration.setShutdownQuietPeriod(Duration.ZERO);
        // A redirect may lead to another host, and the token is for this one.
        configuration.setFollowRedirects(false);
        try {
            this.client = HttpClient.create(root.toURL(), configuration);
        } catch (MalformedURLException refused) {
            throw CommitlakeException.settings("GITHUB_API_URL is " + root + ": " + refused.getMessage());
        }
        this.calls = client.toBlocking();
    }

    /**
     * Asks once.
     *
     * @param json the body; empty to get
     * @param token that is sent; empty to ask without
     * @throws HttpClientException where no whole answer came
     */
    public Exchange send(URI address, Optional<byte[]> json, Optional<Secret> token) {
        MutableHttpRequest<?> request =
                json.isPresent() ? HttpRequest.POST(address, json.get()) : HttpRequest.GET(address);
        request.header("User-Agent", "commitlake");
        request.header("Accept", "application/vnd.github+json");
        request.header("X-GitHub-Api-Version", VERSION);
        if (json.isPresent()) {
            request.header("Content-Type", "application/json");
        }
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret.value()));
        HttpResponse<?> answer;
        try {
            answer = calls.exchange(request, byte[].class);
        } catch (HttpClientResponseException refused) {
            answer = refused.getResponse(); // an answer like any other
        }
        Map<String, String> headers = new HashMap<>();
        for (Map.Entry<String, List<String>> header : answer.getHeaders()) {
            if (!header.getValue().isEmpty()) {
                headers.putIfAbsent(
                        header.getKey().toLowerCase(Locale.ROOT),
                        header.getValue().getFirst());
            }
        }
        return new Exchange(
                json.isPresent() ? "POST" : "GET",
                address,
                answer.code(),
                headers,
                answer.getBody(byte[].class).orElse(new byte[0]));
    }

    @Override
    public void close() {
        client.close();
    }
}
