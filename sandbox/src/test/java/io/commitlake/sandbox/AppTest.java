package io.commitlake.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.sandbox.hub.App;
import io.commitlake.sandbox.hub.Limits;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AppTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final HttpClient http = HttpClient.newHttpClient();
    private KeyPair keys;
    private Sandbox sandbox;
    private Client client;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        keys = keyPair();
        sandbox = Sandbox.start(Options.of(Histories.in(folder).folder())
                .withClock(Clock.fixed(START, ZoneOffset.UTC))
                .withLimits(Limits.GITHUB)
                .withApp(new App("123", 45, keys.getPublic())));
        client = new Client(sandbox);
    }

    @AfterAll
    void stop() {
        sandbox.close();
    }

    private static KeyPair keyPair() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    private static String part(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String signed(KeyPair keys, String claims) throws Exception {
        String text = part("{\"alg\":\"RS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + part(claims.getBytes(StandardCharsets.UTF_8));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(keys.getPrivate());
        signature.update(text.getBytes(StandardCharsets.US_ASCII));
        return text + "." + part(signature.sign());
    }

    private String claims(String issuer, long issued, long expires) {
        long now = sandbox.clock().instant().getEpochSecond();
        return "{\"iss\":\"%s\",\"iat\":%d,\"exp\":%d}".formatted(issuer, now + issued, now + expires);
    }

    private HttpResponse<String> ask(long installation, String token) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(client.setting("GITHUB_API_URL") + "/app/installations/"
                                + installation + "/access_tokens"))
                        .header("Authorization", "Bearer " + token)
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        Schema.assertFits("/app/installations/" + installation + "/access_tokens", answer);
        return answer;
    }

    private String token() throws Exception {
        HttpResponse<String> answer = ask(45, signed(keys, claims("123", -60, 540)));
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(Client.json(answer).path("expires_at").asString())
                .isEqualTo(sandbox.clock().instant().plusSeconds(3600).toString());
        return Client.json(answer).path("token").asString();
    }

    private HttpResponse<String> rest(String token) {
        return client.rest("/repos/sandbox/alpha", "Authorization", "Bearer " + token);
    }

    @Test
    void aTokenLastsAnHourAndSharesItsBudgetWithTheNextOne() throws Exception {
        String first = token();
        assertThat(first).startsWith("ghs_123_").hasSizeGreaterThan(500);
        assertThat(rest(first).headers().firstValue("x-ratelimit-remaining")).hasValue("4999");
        assertThat(rest(token()).headers().firstValue("x-ratelimit-remaining")).hasValue("4998");
        sandbox.advance(Duration.ofSeconds(3599));
        assertThat(rest(first).statusCode()).isEqualTo(200);
        sandbox.advance(Duration.ofSeconds(1));
        assertThat(rest(first).statusCode()).isEqualTo(401);
        assertThat(rest(token()).statusCode()).isEqualTo(200);
    }

    @Test
    void aClientThatCannotProveToBeTheAppIsRefused() throws Exception {
        String[][] refused = {
            {"nonsense", "A JSON web token could not be decoded"},
            {signed(keyPair(), claims("123", -60, 540)), "A JSON web token could not be decoded"},
            {signed(keys, claims("123", 60, 540)), "'Issued at' claim"},
            {signed(keys, claims("123", -60, 0)), "'Expiration time' claim ('exp') must be"},
            {signed(keys, claims("123", -60, 601)), "'Expiration time' claim ('exp') is too far"}
        };
        for (String[] each : refused) {
            HttpResponse<String> answer = ask(45, each[0]);
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(Client.json(answer).path("message").asString()).startsWith(each[1]);
        }
        assertThat(ask(46, signed(keys, claims("123", -60, 540))).statusCode()).isEqualTo(404);
        assertThat(ask(45, signed(keys, claims("124", -60, 540))).statusCode()).isEqualTo(404);
    }
}
