package io.commitlake.model.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.model.Json;
import io.commitlake.model.Outcome;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KnownSecretsTest {
    /** With characters that URLs, JSON and Base64 write differently. */
    private static final String SECRET = "q7/known+se\"cret\\of~the=test";

    @BeforeAll
    static void know() {
        assertThat(new Secret(SECRET)).hasToString("***");
    }

    private static Stream<String> forms() {
        String encoded = URLEncoder.encode(SECRET, StandardCharsets.UTF_8);
        return Stream.of(
                SECRET,
                encoded,
                Pattern.compile("%..")
                        .matcher(encoded)
                        .replaceAll(escape -> escape.group().toLowerCase(Locale.ROOT)),
                new String(Json.writeCompact(SECRET), StandardCharsets.UTF_8).replaceAll("^.|.$", ""),
                new String(Json.writeCompact(SECRET), StandardCharsets.UTF_8)
                        .replaceAll("^.|.$", "")
                        .replace("/", "\\/"));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aKnownSecretIsReplacedInEachEncoding(String form) {
        assertThat(KnownSecrets.redact("before " + form + " between " + form + ", after"))
                .isEqualTo("before *** between ***, after");
    }

    private static Stream<String> owners() {
        return Stream.of("", "x", "ab", "x-access-token:", "oauth2:", "user:");
    }

    @ParameterizedTest
    @MethodSource("owners")
    void aKnownSecretIsReplacedInBase64WhateverIsAroundIt(String owner) {
        for (String end : new String[] {"", ":", "::", ":x-oauth-basic"}) {
            byte[] bytes = (owner + SECRET + end).getBytes(StandardCharsets.UTF_8);
            for (Base64.Encoder encoder : new Base64.Encoder[] {Base64.getEncoder(), Base64.getUrlEncoder()}) {
                assertThat(KnownSecrets.redact("Basic " + encoder.encodeToString(bytes) + ", refused"))
                        .isEqualTo("Basic ***, refused");
            }
        }
    }

    @Test
    void aLongerSecretGoesBeforeOneThatIsAPartOfIt() {
        KnownSecrets.add("part-of-a-secret");
        KnownSecrets.add("part-of-a-secret-and-more");

        assertThat(KnownSecrets.redact("is part-of-a-secret-and-more")).isEqualTo("is ***");
    }

    @Test
    void otherTextAndTextWithTooShortASecretStay() {
        KnownSecrets.add("demo");
        String text = "the demo's commit " + "0123456789".repeat(4) + " isn't there";

        assertThat(KnownSecrets.redact(text)).isSameAs(text);
    }

    @Test
    void aReportShowsNoSecret() {
        byte[] report =
                Json.writeRedacted(Map.of("failures", Map.of("a " + SECRET, new String[] {"b " + SECRET, "c"})));

        assertThat(Json.tree(report).path("failures").path("a ***").path(0).asString(""))
                .isEqualTo("b ***");
        assertThat(Json.tree(report).path("failures").path("a ***").path(1).asString(""))
                .isEqualTo("c");
    }

    @Test
    void whatTheLedgerKeepsShowsNoSecret() {
        assertThat(new Outcome.Voided("it said " + SECRET, Instant.EPOCH).reason())
                .isEqualTo("it said ***");
    }
}
