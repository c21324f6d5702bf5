package io.commitlake.github;

import io.commitlake.model.CommitlakeException;
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
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** The one HTTP client, and the one place that asks again: it hides passing faults, and shows all else as it is. */
final class Http implements AutoCloseable {
    private static final int TRIES = 4;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final int LARGEST_ANSWER = 256 << 20;

    private final HttpClient client;
    private final BlockingHttpClient calls;
    private final Tokens tokens;

    Http(Endpoints endpoints, Tokens tokens) {
        DefaultHttpClientConfiguration configuration = new DefaultHttpClientConfiguration();
        configuration.setConnectTimeout(Duration.ofSeconds(10));
        configuration.setReadTimeout(Duration.ofSeconds(60));
        configuration.setMaxContentLength(LARGEST_ANSWER);
        configuration.setExceptionOnErrorStatus(false);
        try {
            this.client = HttpClient.create(endpoints.api().toURL(), configuration);
        } catch (MalformedURLException refused) {
            throw CommitlakeException.settings("GITHUB_API_URL is " + endpoints.api() + ": " + refused.getMessage());
        }
        this.calls = client.toBlocking();
        this.tokens = tokens;
    }

    Exchange get(URI address) {
        return exchange("GET", address, Optional.empty());
    }

    Exchange post(URI address, byte[] json) {
        return exchange("POST", address, Optional.of(json));
    }

    private Exchange exchange(String verb, URI address, Optional<byte[]> json) {
        Duration pause = FIRST_PAUSE;
        for (int tried = 1; ; tried++) {
            Optional<Tokens.Numbered> token = tokens.next();
            String fault;
            try {
                Exchange exchange = once(verb, address, json, token);
                if (exchange.status() == 401 && token.isPresent()) {
                    tokens.refused(token.get()); // the next turn takes another one, or says that none is left
                    tried = 0;
                    continue;
                }
                if (exchange.status() < 500 || tried == TRIES) {
                    return exchange;
                }
                fault = exchange.words();
            } catch (HttpClientException failed) {
                fault = verb + " " + address + " gets no answer: " + failed.getMessage();
                if (tried == TRIES) {
                    throw CommitlakeException.github(fault, failed);
                }
            }
            pause(pause, fault);
            pause = pause.multipliedBy(2);
        }
    }

    private Exchange once(String verb, URI address, Optional<byte[]> json, Optional<Tokens.Numbered> token) {
        MutableHttpRequest<?> request =
                json.isPresent() ? HttpRequest.POST(address, json.get()) : HttpRequest.GET(address);
        request.header("User-Agent", "commitlake");
        request.header("Accept", "application/vnd.github+json");
        if (json.isPresent()) {
            request.header("Content-Type", "application/json");
        }
        token.ifPresent(known ->
                request.header("Authorization", "Bearer " + known.secret().value()));
        HttpResponse<?> answer;
        try {
            answer = calls.exchange(request, byte[].class);
        } catch (HttpClientResponseException refused) {
            answer = refused.getResponse(); // an answer like any other
        }
        return new Exchange(
                verb,
                address.toString(),
                answer.code(),
                answer.getBody(byte[].class).orElse(new byte[0]));
    }

    private static void pause(Duration pause, String fault) {
        try {
            // Spread, so that many shards don't come back at once.
            Thread.sleep(pause.plusMillis(ThreadLocalRandom.current().nextLong(pause.toMillis())));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CommitlakeException.github(fault, interrupted);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
