package io.commitlake.github.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.github.http.Transport;
import io.commitlake.github.tokens.Credential;
import io.commitlake.model.secret.KnownSecrets;
import io.commitlake.model.secret.Secret;
import io.commitlake.sandbox.Options;
import io.commitlake.sandbox.Sandbox;
import io.commitlake.sandbox.SchemaCheck;
import io.commitlake.sandbox.control.Fault;
import io.commitlake.sandbox.control.FaultRule;
import io.commitlake.sandbox.hub.App;
import io.commitlake.sandbox.synthetic.SyntheticRepositories;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstallationTest {
    private Duration ahead = Duration.ZERO;
    private Sandbox sandbox;
    private Transport transport;
    private String key;
    private Installation installation;

    @BeforeEach
    void serve(@TempDir Path folder) throws IOException, NoSuchAlgorithmException {
        KeyPair keys = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        sandbox = Sandbox.start(
                Options.of(SyntheticRepositories.of(1, 1)).withApp(new App("123", 45, keys.getPublic())),
                new SchemaCheck());
        URI api = URI.create(Objects.requireNonNull(sandbox.environment().get("GITHUB_API_URL")));
        transport = new Transport(api);
        key = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(keys.getPrivate().getEncoded());
        Path pem = Files.writeString(
                folder.resolve("app.pem"), "-----BEGIN PRIVATE KEY-----\n" + key + "\n-----END PRIVATE KEY-----\n");
        Clock clock = ((InstantSource) () -> Instant.now().plus(ahead)).withZone(ZoneOffset.UTC);
        installation = new Installation(new AppIdentity("123", AppKey.read(pem)), "45", api, transport, clock);
    }

    @AfterEach
    void end() {
        transport.close();
        sandbox.close();
    }

    /** A server or a library may quote them in an error message. */
    @Test
    void theKeyAndTheTokensAreKnownSecrets() {
        String line = key.lines().skip(3).findFirst().orElseThrow();

        assertThat(KnownSecrets.redact("the key " + line)).isEqualTo("the key ***");
        assertThat(KnownSecrets.redact("the token " + token().value())).isEqualTo("the token ***");
    }

    private Secret token() {
        return ((Credential.Grant.Token) installation.token()).secret();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT30S", "PT-30S", "PT2H", "PT-2H"})
    void theClockOffsetIsCorrectedIfItIsTooLarge(String offset) {
        ahead = Duration.parse(offset);

        assertThat(token().value()).startsWith("ghs_");
        assertThat(sandbox.requests().withStatus(401)).isEqualTo(offset.endsWith("H") ? 1 : 0);
    }

    @Test
    void aTokenIsRenewedShortlyBeforeItExpires() {
        Secret first = token();
        ahead = Duration.ofMinutes(54);
        assertThat(token()).isEqualTo(first);
        ahead = Duration.ofMinutes(56);
        assertThat(token()).isNotEqualTo(first);
    }

    @Test
    void aRefusedTokenIsRenewedOnceAndARefusalOfAnOlderTokenDoesNotCount() {
        Secret first = token();
        assertThat(installation.refused(Optional.of(first))).isTrue();
        Secret second = token();
        assertThat(second).isNotEqualTo(first);
        assertThat(installation.refused(Optional.of(first))).isTrue();
        assertThat(token()).isEqualTo(second);
        assertThat(installation.refused(Optional.of(second))).isFalse();
    }

    private Credential.Grant.Unavailable unavailable() {
        return (Credential.Grant.Unavailable) installation.token();
    }

    @Test
    void aFailingServerIsAskedAgainAfterAPause() {
        sandbox.inject(FaultRule.of(new Fault.Status(503)).path("access_tokens").times(2));

        Credential.Grant.Unavailable first = unavailable();
        assertThat(first.reason()).contains("503", "GITHUB_APP_INSTALLATION_ID 45");
        assertThat(unavailable()).as("the outcome in the meantime").isEqualTo(first);
        assertThat(sandbox.requests().total()).isEqualTo(1);
        ahead = Duration.ofSeconds(1);
        assertThat(unavailable().until()).isAfter(first.until().plusMillis(500));
        ahead = Duration.ofSeconds(3);
        assertThat(token().value()).startsWith("ghs_");
    }

    @Test
    void aLimitIsHonouredForAsLongAsTheServerSays() {
        sandbox.inject(
                FaultRule.of(new Fault.Status(429, Duration.ofSeconds(90))).path("access_tokens"));

        Instant now = Instant.now();
        assertThat(unavailable().until()).isBetween(now.plusSeconds(90), now.plusSeconds(110));
        ahead = Duration.ofMinutes(1);
        unavailable();
        ahead = Duration.ofMinutes(2);
        assertThat(token().value()).startsWith("ghs_");
    }
}
