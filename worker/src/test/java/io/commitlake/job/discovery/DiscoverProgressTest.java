package io.commitlake.job.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.github.Endpoints;
import io.commitlake.github.Search;
import io.commitlake.github.http.Http;
import io.commitlake.github.http.Transport;
import io.commitlake.github.tokens.Credential;
import io.commitlake.github.tokens.TokenPool;
import io.commitlake.ledger.StoreLedger;
import io.commitlake.model.secret.Secret;
import io.commitlake.sandbox.Options;
import io.commitlake.sandbox.Sandbox;
import io.commitlake.sandbox.SchemaCheck;
import io.commitlake.sandbox.hub.Limits;
import io.commitlake.sandbox.synthetic.SyntheticRepositories;
import io.commitlake.storage.S3Access;
import io.commitlake.storage.Storage;
import io.commitlake.storage.StorageLocation;
import io.commitlake.storage.Storages;
import io.commitlake.testing.RecordedProgress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks that progress shows how far a discovery is in time and in windows, and how many requests are left. */
class DiscoverProgressTest {
    private static final int SEARCHES = 1000;
    private static final Instant FROM = Instant.parse("2008-01-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void progressShowsFinishedWindowsAndRemainingRequests(@TempDir Path folder) {
        Limits limits = Limits.GITHUB.withToken(new Limits.Primary(5000, SEARCHES, 5000));
        RecordedProgress recorded = new RecordedProgress();
        try (Sandbox sandbox =
                Sandbox.start(Options.of(SyntheticRepositories.of(1500, 5)).withLimits(limits), new SchemaCheck())) {
            URI api = URI.create(Objects.requireNonNull(sandbox.environment().get("GITHUB_API_URL")));
            Credential token = Credential.of(
                    new Secret(Objects.requireNonNull(sandbox.environment().get("GITHUB_TOKENS"))));
            Storage storage =
                    Storages.open(StorageLocation.parse("file:" + folder.resolve("dataset")), S3Access.byDefault());
            storage.check();
            Clock clock = Clock.systemUTC();
            try (Transport transport = new Transport(api)) {
                Http http = new Http(api, transport, new TokenPool(List.of(token), clock, Duration.ofHours(1)));
                Search search = new Search(new Endpoints(api, api, api), http);
                Discover.Result result = new Discover(storage, new StoreLedger(storage), search, recorded, clock)
                        .run(new Discover.Wanted(FROM, TO, Duration.ofDays(3), 0, false, 1000));

                List<String> details = recorded.details();
                assertThat(details).hasSize((int) result.windows());
                for (int window = 1; window <= details.size(); window++) {
                    assertThat(details.get(window - 1)).startsWith(window + " windows, ");
                }
                assertThat(details.getLast())
                        .isEqualTo(result.windows() + " windows, 1500 repositories, " + result.requests()
                                + " requests, " + (SEARCHES - result.requests()) + " left");
                long hours = Duration.between(FROM, TO).toHours();
                assertThat(recorded.counted())
                        .as("the bar is full at the end")
                        .isEqualTo("discovery: " + hours + " of " + hours + " hours of creation");
                assertThat(recorded.end()).isEqualTo("1500 found, 1500 added in " + result.windows() + " windows");
            }
        }
    }
}
