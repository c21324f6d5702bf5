package io.commitlake.sandbox.web;

import io.commitlake.sandbox.hub.App;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The claims of an App's JSON web token (RFC 7519), signed with RS256. */
record JsonWebToken(JsonNode claims) {
    private static final long LONGEST_LIFE = 600;

    /** Decodes a token; empty if it is malformed or another key signed it. */
    static Optional<JsonWebToken> decode(String token, App app) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(app.key());
            signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            boolean signed = signature.verify(Base64.getUrlDecoder().decode(parts[2]));
            return signed && json(parts[0]).path("alg").asString("").equals("RS256")
                    ? Optional.of(new JsonWebToken(json(parts[1])))
                    : Optional.empty();
        } catch (GeneralSecurityException | IllegalArgumentException | JacksonException e) {
            return Optional.empty();
        }
    }

    boolean isFrom(App app) {
        return claims.path("iss").asString("").equals(app.id());
    }

    /** GitHub's message about invalid times; empty if they are valid. */
    Optional<String> timeError(Instant now) {
        JsonNode issued = claims.path("iat");
        if (!issued.isIntegralNumber() || issued.asLong() > now.getEpochSecond()) {
            return Optional.of(
                    "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was"
                            + " issued");
        }
        JsonNode expires = claims.path("exp");
        if (!expires.isNumber() || expires.asLong() <= now.getEpochSecond()) {
            return Optional.of("'Expiration time' claim ('exp') must be a numeric value representing the future time at"
                    + " which the assertion expires");
        }
        return expires.asLong() > now.getEpochSecond() + LONGEST_LIFE
                ? Optional.of("'Expiration time' claim ('exp') is too far in the future")
                : Optional.empty();
    }

    private static JsonNode json(String part) {
        return JsonMapper.shared().readTree(Base64.getUrlDecoder().decode(part));
    }
}
