package io.commitlake.github.app;

import io.commitlake.model.Json;
import io.commitlake.model.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A GitHub App, and how it proves to be it: "Generating a JSON Web Token (JWT) for a GitHub App" of GitHub's
 * documentation.
 *
 * @param id its number or client id
 */
public record AppIdentity(String id, AppKey key) {
    /** Clocks differ: what is issued in GitHub's future is refused, and so is what lives for more than ten minutes. */
    private static final Duration SLOW = Duration.ofMinutes(1);

    private static final Duration LIFE = Duration.ofMinutes(8);

    Secret webToken(Instant now) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iat", now.minus(SLOW).getEpochSecond());
        claims.put("exp", now.plus(LIFE).getEpochSecond());
        claims.put("iss", id);
        String signed =
                part(Json.writeCompact(Map.of("alg", "RS256", "typ", "JWT"))) + "." + part(Json.writeCompact(claims));
        return new Secret(signed + "." + part(key.sign(signed.getBytes(StandardCharsets.US_ASCII))));
    }

    private static String part(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
