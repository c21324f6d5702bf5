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

/** A GitHub App asks with tokens that it is given for an hour. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AppTest {
    private static final int PKCS8_HEADER = 26;

    @TempDir
    Path folder;

    private KeyPair keys;

    @BeforeAll
    void pair() throws NoSuchAlgorithmException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        keys = generator.generateKeyPair();
    }

    @BeforeEach
    void fresh(@TempDir Path fresh) {
        folder = fresh;
    }

    private static Path pem(Path file, String kind, byte[] der) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(file, "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }

    private House house() throws IOException {
        byte[] pkcs8 = keys.getPrivate().getEncoded();
        // As GitHub gives it: without the header that says that it is one of RSA.
        byte[] pkcs1 = Arrays.copyOfRange(pkcs8, PKCS8_HEADER, pkcs8.length);
        House house = new House(
                folder,
                House.shipped(),
                options -> options.withApp(new App("123", 45, keys.getPublic())).withLimits(Limits.GITHUB));
        return house.into(folder.resolve("dataset"))
                .set("GITHUB_TOKENS", "")
                .set("GITHUB_APP_ID", "123")
                .set("GITHUB_APP_INSTALLATION_ID", "45")
                .set(
                        "GITHUB_APP_PRIVATE_KEY_FILE",
                        pem(folder.resolve("app.pem"), "RSA PRIVATE KEY", pkcs1).toString());
    }

    @Test
    void anInstallationExportsWithOneToken() throws IOException {
        try (House house = house()) {
            house.track("small").ended(0);
            house.sandbox().resetRequests();
            House.Result run = house.commitlake("run").ended(0);

            assertThat(run.out()).contains("token 1: ");
            house.oracle("small", 1001);
            assertThat(house.sandbox().requests().withStatus(201)).isEqualTo(1);
            assertThat(house.sandbox().requests().of(RequestKind.GRAPHQL)).isPositive();
        }
    }

    @Test
    void aKeyInPkcs8IsReadToo() throws IOException {
        try (House house = house()) {
            Path other = pem(
                    folder.resolve("8.pem"), "PRIVATE KEY", keys.getPrivate().getEncoded());
            house.set("GITHUB_APP_PRIVATE_KEY_FILE", other.toString())
                    .track("small")
                    .ended(0);
        }
    }

    @Test
    void whatIsWrongIsNamedAndNothingOfTheKey() throws IOException {
        try (House house = house()) {
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
                String before = Objects.requireNonNull(house.environment().get(each[0]));
                House.Result result = house.set(each[0], each[1]).track("small").ended(3);
                assertThat(result.err()).contains(each[0], each[1]).doesNotContain(key);
                house.set(each[0], before);
            }
        }
    }
}
