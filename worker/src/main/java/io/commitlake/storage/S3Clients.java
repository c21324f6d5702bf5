package io.commitlake.storage;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.meter.Meter;
import io.commitlake.model.secret.KnownSecrets;
import io.commitlake.model.secret.Secret;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Creates the AWS SDK's client, with connection limits, timeouts, retries and keys. */
final class S3Clients {
    /** Commands run up to about fifty puts and gets at the same time. */
    private static final int CONNECTIONS = 64;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration CALL_TIMEOUT = Duration.ofMinutes(15);
    private static final int ATTEMPTS = 4;

    private S3Clients() {}

    static S3Client client(S3Access access) {
        return client(access, Meter.NONE);
    }

    /** A client whose requests are measured. */
    static S3Client client(S3Access access, Meter meter) {
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(Apache5HttpClient.builder()
                        .maxConnections(CONNECTIONS)
                        .connectionTimeout(CONNECT_TIMEOUT)
                        .connectionAcquisitionTimeout(SOCKET_TIMEOUT)
                        .socketTimeout(SOCKET_TIMEOUT))
                .overrideConfiguration(calls -> calls.retryStrategy(retries())
                        .apiCallTimeout(CALL_TIMEOUT)
                        .addExecutionInterceptor(new WholeAnswers())
                        .addExecutionInterceptor(new MeteredRequests(meter)))
                .credentialsProvider(credentials(access))
                .forcePathStyle(access.endpoint().isPresent());
        access.endpoint().ifPresent(builder::endpointOverride);
        access.region()
                .or(() -> access.endpoint().map(_ -> Region.US_EAST_1.id()))
                .map(Region::of)
                .ifPresent(builder::region);
        try {
            return builder.build();
        } catch (SdkClientException e) {
            throw CommitlakeException.settings(
                    "AWS_REGION isn't set and no profile or instance names a region; set it to the bucket's, such as"
                            + " eu-central-1 (" + e.getMessage() + ")",
                    e);
        }
    }

    /**
     * The only retries in this package. A conditional put that gets a 409 is retried too, because it met another put
     * and neither has won yet. The circuit breaker is off, so that one caller's failures don't use up another's
     * attempts.
     */
    private static RetryStrategy retries() {
        return AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(ATTEMPTS)
                .circuitBreakerEnabled(false)
                .retryOnException(S3Exceptions::isConflict)
                .build();
    }

    private static AwsCredentialsProvider credentials(S3Access access) {
        if (access.accessKey().isEmpty() || access.secretKey().isEmpty()) {
            DefaultCredentialsProvider chain =
                    DefaultCredentialsProvider.builder().build();
            return () -> fromChain(chain);
        }
        String key = access.accessKey().get();
        String secret = access.secretKey().get().value();
        return StaticCredentialsProvider.create(access.sessionToken()
                .map(Secret::value)
                .<AwsCredentials>map(token -> AwsSessionCredentials.create(key, secret, token))
                .orElseGet(() -> AwsBasicCredentials.create(key, secret)));
    }

    private static AwsCredentials fromChain(AwsCredentialsProvider chain) {
        try {
            AwsCredentials found = chain.resolveCredentials();
            KnownSecrets.add(found.secretAccessKey());
            if (found instanceof AwsSessionCredentials temporary) {
                KnownSecrets.add(temporary.sessionToken());
            }
            return found;
        } catch (SdkClientException e) {
            throw CommitlakeException.settings(
                    "no S3 keys: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE (the AWS SDK"
                            + " found no keys elsewhere)",
                    e);
        }
    }
}
