package io.commitlake.github.http;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.meter.Meter;
import io.commitlake.model.meter.SentRequest;
import io.commitlake.model.meter.SentRequest.Peer;
import io.commitlake.model.secret.Secret;
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
import java.util.OptionalInt;

/** The HTTP client. It sends each request once, follows no redirects and returns every response as it is. */
public final class Transport implements AutoCloseable {
    private static final int MAX_RESPONSE_BYTES = 256 << 20;
    /** The client logs responses, which may hold an App's token, so it gets a logger that no user setting reaches. */
    private static final String LOGGER = "io.commitlake.answers";

    private static final String VERSION = "2022-11-28";

    private final HttpClient client;
    private final BlockingHttpClient calls;
    private final Meter meter;

    /** Creates a client whose usual address is the root of the REST API. */
    public Transport(URI root) {
        this(root, Meter.NONE);
    }

    /** As {@link #Transport(URI)}; measures its requests. */
    public Transport(URI root, Meter meter) {
        this.meter = meter;
        DefaultHttpClientConfiguration configuration = new DefaultHttpClientConfiguration();
        configuration.setConnectTimeout(Duration.ofSeconds(10));
        configuration.setReadTimeout(Duration.ofSeconds(60));
        configuration.setMaxContentLength(MAX_RESPONSE_BYTES);
        configuration.setExceptionOnErrorStatus(false);
        configuration.setLoggerName(LOGGER);
        // No request runs when the client closes; a quiet period would add a tenth of a second to each command.
        configuration.setShutdownQuietPeriod(Duration.ZERO);
        // A redirect may lead to another host, which must not get the token.
        configuration.setFollowRedirects(false);
        try {
            this.client = HttpClient.create(root.toURL(), configuration);
        } catch (MalformedURLException refused) {
            throw CommitlakeException.settings("GITHUB_API_URL is " + root + ": " + refused.getMessage());
        }
        this.calls = client.toBlocking();
    }

    /**
     * Sends a request once.
     *
     * @param json the body of a POST; empty for a GET
     * @param token the token to send; empty for an anonymous request
     * @throws HttpClientException if no complete response arrives
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
        HttpResponse<?> response = measured(request);
        Map<String, String> headers = new HashMap<>();
        for (Map.Entry<String, List<String>> header : response.getHeaders()) {
            if (!header.getValue().isEmpty()) {
                headers.putIfAbsent(
                        header.getKey().toLowerCase(Locale.ROOT),
                        header.getValue().getFirst());
            }
        }
        return new Exchange(
                json.isPresent() ? "POST" : "GET",
                address,
                response.code(),
                headers,
                response.getBody(byte[].class).orElse(new byte[0]));
    }

    private HttpResponse<?> measured(MutableHttpRequest<?> request) {
        long begun = System.nanoTime();
        try {
            HttpResponse<?> response = respond(request);
            measure(request, OptionalInt.of(response.code()), Optional.empty(), begun);
            return response;
        } catch (HttpClientException failed) {
            measure(request, OptionalInt.empty(), Optional.of(failed.getClass().getName()), begun);
            throw failed;
        }
    }

    private HttpResponse<?> respond(MutableHttpRequest<?> request) {
        try {
            return calls.exchange(request, byte[].class);
        } catch (HttpClientResponseException refused) {
            return refused.getResponse(); // a response like any other
        }
    }

    private void measure(MutableHttpRequest<?> request, OptionalInt status, Optional<String> error, long begun) {
        URI address = request.getUri();
        int port = address.getPort() >= 0 ? address.getPort() : "http".equals(address.getScheme()) ? 80 : 443;
        meter.request(
                new SentRequest(
                        Peer.GITHUB, request.getMethodName(), String.valueOf(address.getHost()), port, status, error),
                Duration.ofNanos(System.nanoTime() - begun));
    }

    @Override
    public void close() {
        client.close();
    }
}
