package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.sandbox.control.RequestKind;
import io.commitlake.sandbox.hub.App;
import io.commitlake.sandbox.hub.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A GitHub App sends requests with installation tokens, which last an hour. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AppTest {
    private static final int PKCS8_HEADER = 26;

    @TempDir
    Path folder;

    private KeyPair keys;

    @BeforeAll
    void makeKeys() throws NoSuchAlgorithmException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        keys = generator.generateKeyPair();
    }

    @BeforeEach
    void useFreshFolder(@TempDir Path fresh) {
        folder = fresh;
    }

    private static Path pem(Path file, String kind, byte[] der) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(file, "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }

    private Stack stack() throws IOException {
        byte[] pkcs8 = keys.getPrivate().getEncoded();
        // GitHub issues keys in PKCS #1, without PKCS #8's header that names RSA.
        byte[] pkcs1 = Arrays.copyOfRange(pkcs8, PKCS8_HEADER, pkcs8.length);
        Stack stack = new Stack(
                folder,
                Stack.shipped(),
                options -> options.withApp(new App("123", 45, keys.getPublic())).withLimits(Limits.GITHUB));
        return stack.into(folder.resolve("dataset"))
                .set("GITHUB_TOKENS", "")
                .set("GITHUB_APP_ID", "123")
                .set("GITHUB_APP_INSTALLATION_ID", "45")
                .set(
                        "GITHUB_APP_PRIVATE_KEY_FILE",
                        pem(folder.resolve("app.pem"), "RSA PRIVATE KEY", pkcs1).toString());
    }

    @Test
    void anInstallationExportsWithOneToken() throws IOException {
        try (Stack stack = stack()) {
            stack.track("small").ended(0);
            stack.sandbox().resetRequests();
            Stack.Result run = stack.commitlake("run").ended(0);

            assertThat(run.out()).contains("token 1: ");
            stack.oracle("small", 1001);
            assertThat(stack.sandbox().requests().withStatus(201)).isEqualTo(1);
            assertThat(stack.sandbox().requests().of(RequestKind.GRAPHQL)).isPositive();
        }
    }

    @Test
    void aKeyInPkcs8IsReadToo() throws IOException {
        try (Stack stack = stack()) {
            Path other = pem(
                    folder.resolve("8.pem"), "PRIVATE KEY", keys.getPrivate().getEncoded());
            stack.set("GITHUB_APP_PRIVATE_KEY_FILE", other.toString())
                    .track("small")
                    .ended(0);
        }
    }

    @Test
    void aWrongSettingIsNamedWithoutTheKey() throws IOException {
        try (Stack stack = stack()) {
            String key = Files.readString(folder.resolve("app.pem"))
                    .lines()
                    .skip(3)
                    .findFirst()
                    .orElseThrow();
            Path broken = Files.writeString(
                    folder.resolve("broken.pem"),
                    Files.readString(folder.resolve("app.pem")).replaceFirst("\nM[^\n]*\n", "\n"));
            String[][] wrong = {
                {"GITHUB_APP_ID", "124"},
                {"GITHUB_APP_ID", ""},
                {"GITHUB_APP_INSTALLATION_ID", "46"},
                {"GITHUB_APP_INSTALLATION_ID", "mine"},
                {"GITHUB_APP_PRIVATE_KEY_FILE", folder.resolve("none.pem").toString()},
                {"GITHUB_APP_PRIVATE_KEY_FILE", broken.toString()},
            };
            for (String[] each : wrong) {
                String before = Objects.requireNonNull(stack.environment().get(each[0]));
                Stack.Result result = stack.set(each[0], each[1]).track("small").ended(3);
                assertThat(result.err()).contains(each[0], each[1]).doesNotContain(key);
                stack.set(each[0], before);
            }
        }
    }
}
