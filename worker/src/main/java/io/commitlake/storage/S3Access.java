package io.commitlake.storage;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Secret;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How an S3 is reached. What is absent is left to the AWS SDK's own chain (environment, profile, container, instance),
 * except that a region isn't looked for where an endpoint is set: it is us-east-1 then. Values that can't be are a
 * {@link CommitlakeException} of kind SETTINGS that names the setting.
 *
 * @param endpoint an S3 that isn't AWS's own; paths, not host names, carry its buckets then
 * @param sessionToken of temporary keys
 */
public record S3Access(
        Optional<URI> endpoint,
        Optional<String> region,
        Optional<String> accessKey,
        Optional<Secret> secretKey,
        Optional<Secret> sessionToken) {
    private static final Pattern REGION = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?");

    public S3Access {
        endpoint.ifPresent(S3Access::checkEndpoint);
        region.filter(name -> !REGION.matcher(name).matches()).ifPresent(name -> {
            throw CommitlakeException.settings(
                    "AWS_REGION should be a region such as eu-central-1, not \"" + name + "\"");
        });
        if (accessKey.isPresent() != secretKey.isPresent()) {
            throw CommitlakeException.settings("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY belong together: "
                    + (accessKey.isPresent() ? "the second isn't set" : "the first isn't set"));
        }
        if (sessionToken.isPresent() && accessKey.isEmpty()) {
            throw CommitlakeException.settings(
                    "AWS_SESSION_TOKEN is set without AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, which it belongs to");
        }
    }

    /** Keys that last. */
    public S3Access(
            Optional<URI> endpoint, Optional<String> region, Optional<String> accessKey, Optional<Secret> secretKey) {
        this(endpoint, region, accessKey, secretKey, Optional.empty());
    }

    /** Everything by the SDK's own chain. */
    public static S3Access byDefault() {
        return new S3Access(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static void checkEndpoint(URI endpoint) {
        String scheme = endpoint.getScheme();
        if (endpoint.getRawUserInfo() != null) {
            throw CommitlakeException.settings(
                    "AWS_ENDPOINT_URL_S3 can't hold a user or password; keys go to AWS_ACCESS_KEY_ID and"
                            + " AWS_SECRET_ACCESS_KEY");
        }
        if (scheme == null || !(scheme.equals("http") || scheme.equals("https")) || endpoint.getHost() == null) {
            throw CommitlakeException.settings(
                    "AWS_ENDPOINT_URL_S3 should be http://host:port or https://host, not \"" + endpoint + "\"");
        }
    }

    /** No key nor token is shown. */
    @Override
    public String toString() {
        return "S3Access[endpoint=" + endpoint.map(URI::toString).orElse("AWS's own") + ", region="
                + region.orElse("by default") + ", keys=" + (accessKey.isPresent() ? "given" : "by default") + "]";
    }
}
