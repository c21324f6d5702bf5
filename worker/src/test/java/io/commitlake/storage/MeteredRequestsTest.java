package io.commitlake.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.meter.SentRequest;
import io.commitlake.model.meter.WaitReason;
import io.commitlake.model.secret.Secret;
import io.commitlake.testing.RecordedMeter;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Each attempt at a request to the store is measured, also those that the SDK repeats. */
class MeteredRequestsTest {
    private final RecordedMeter meter = new RecordedMeter();

    private void failToGet(URI endpoint) {
        S3Access access = new S3Access(
                Optional.of(endpoint),
                Optional.empty(),
                Optional.of("key-of-meter"),
                Optional.of(new Secret("canary-of-the-meter-2290")),
                Optional.empty());
        try (Storage storage = Storages.open(StorageLocation.parse("s3://lake/github"), access, meter)) {
            assertThatThrownBy(() -> storage.get("a")).isInstanceOf(CommitlakeException.class);
        }
    }

    @Test
    void eachAttemptHasItsStatusAndThePausesBetweenThemAreWaits() {
        try (CutAnswers server = CutAnswers.start("500 Internal Server Error", "Content-Length: 0", "")) {
            failToGet(server.endpoint());

            assertThat(meter.requests())
                    .hasSize(server.requests())
                    .hasSizeGreaterThan(1)
                    .allSatisfy(sent -> assertThat(sent)
                            .isEqualTo(new SentRequest(
                                    SentRequest.Peer.STORE,
                                    "GET",
                                    "127.0.0.1",
                                    server.endpoint().getPort(),
                                    OptionalInt.of(500),
                                    Optional.empty())));
            assertThat(meter.waits(WaitReason.STORE_RETRY)).isEqualTo(server.requests() - 1);
        }
    }

    @Test
    void anAttemptWithoutAnAnswerHasAnError() {
        failToGet(URI.create("http://127.0.0.1:1"));

        assertThat(meter.requests()).hasSizeGreaterThan(1).allSatisfy(sent -> {
            assertThat(sent.status()).isEmpty();
            assertThat(sent.error()).isPresent();
        });
    }
}
