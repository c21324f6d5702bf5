package io.commitlake.storage;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.secret.Secret;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The endpoint, region and keys of an S3 store. For absent values the AWS SDK asks its default chain (environment,
 * profile, container, instance), except that the region is us-east-1 if an endpoint is set. An invalid value causes a
 * {@link CommitlakeException} of kind SETTINGS that names the setting.
 *
 * @param endpoint the address of an S3 store other than AWS; requests then name the bucket in the path, not in the host
 * @param region the bucket's region
 * @param accessKey the ID of the access key; present if and only if the secret key is
 * @param secretKey the secret key
 * @param sessionToken the session token of temporary keys
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
            throw CommitlakeException.settings("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must be set together: "
                    + (accessKey.isPresent() ? "AWS_SECRET_ACCESS_KEY isn't set" : "AWS_ACCESS_KEY_ID isn't set"));
        }
        if (sessionToken.isPresent() && accessKey.isEmpty()) {
            throw CommitlakeException.settings(
                    "AWS_SESSION_TOKEN is set, but not the AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY it belongs to");
        }
    }

    /** Access with permanent keys. */
    public S3Access(
            Optional<URI> endpoint, Optional<String> region, Optional<String> accessKey, Optional<Secret> secretKey) {
        this(endpoint, region, accessKey, secretKey, Optional.empty());
    }

    /** Access by the SDK's default chain alone. */
    public static S3Access byDefault() {
        return new S3Access(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static void checkEndpoint(URI endpoint) {
        String scheme = endpoint.getScheme();
        if (endpoint.getRawUserInfo() != null) {
            throw CommitlakeException.settings(
                    "AWS_ENDPOINT_URL_S3 can't have a user or password in it; put the keys in AWS_ACCESS_KEY_ID and"
                            + " AWS_SECRET_ACCESS_KEY");
        }
        if (scheme == null || !(scheme.equals("http") || scheme.equals("https")) || endpoint.getHost() == null) {
            throw CommitlakeException.settings(
                    "AWS_ENDPOINT_URL_S3 should be http://host:port or https://host, not \"" + endpoint + "\"");
        }
    }

    /** Shows no keys and no token. */
    @Override
    public String toString() {
        return "S3Access[endpoint=" + endpoint.map(URI::toString).orElse("AWS's own") + ", region="
                + region.orElse("by default") + ", keys=" + (accessKey.isPresent() ? "given" : "by default") + "]";
    }
}
