package io.commitlake.github.app;

import io.commitlake.model.Json;
import io.commitlake.model.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A GitHub App's identity, which it proves by a signed web token: see "Generating a JSON Web Token (JWT) for a GitHub
 * App" in GitHub's documentation.
 *
 * @param id the App's id or client id
 */
public record AppIdentity(String id, AppKey key) {
    /** Allows for clock skew: GitHub refuses a token issued in its future, or valid for more than ten minutes. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    private static final Duration LIFETIME = Duration.ofMinutes(8);

    Secret webToken(Instant now) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iat", now.minus(CLOCK_SKEW).getEpochSecond());
        claims.put("exp", now.plus(LIFETIME).getEpochSecond());
        claims.put("iss", id);
        String signedPart = encode(Json.writeCompact(Map.of("alg", "RS256", "typ", "JWT"))) + "."
                + encode(Json.writeCompact(claims));
        return new Secret(signedPart + "." + encode(key.sign(signedPart.getBytes(StandardCharsets.US_ASCII))));
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
