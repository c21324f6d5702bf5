package io.commitlake.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.net.httpserver.HttpServer;
import io.commitlake.github.app.AppAccess;
import io.commitlake.github.app.AppIdentity;
import io.commitlake.github.app.AppKey;
import io.commitlake.github.http.Transport;
import io.commitlake.github.tokens.Credential;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** Answers to a GitHub App that requests a token, sent by a server. */
@Tag("jazzer")
class InstallationFuzzTest {
    private static final int CREATED = 201;

    private static @Nullable HttpServer server;
    private static @Nullable Transport transport;
    private static @Nullable AppIdentity app;
    private static URI api = URI.create("http://127.0.0.1");
    private static volatile byte[] answer = new byte[0];

    @BeforeAll
    static void serve(@TempDir Path folder) throws IOException, GeneralSecurityException {
        HttpServer serving = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        serving.createContext("/", exchange -> {
            exchange.sendResponseHeaders(CREATED, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        serving.start();
        server = serving;
        api = URI.create("http://127.0.0.1:" + serving.getAddress().getPort());
        transport = new Transport(api);
        String key = Base64.getMimeEncoder()
                .encodeToString(KeyPairGenerator.getInstance("RSA")
                        .generateKeyPair()
                        .getPrivate()
                        .getEncoded());
        app = new AppIdentity(
                "123",
                AppKey.read(Files.writeString(
                        folder.resolve("app.pem"),
                        "-----BEGIN PRIVATE KEY-----\n" + key + "\n-----END PRIVATE KEY-----\n")));
    }

    @FuzzTest
    void read(byte[] body) {
        if (transport == null || app == null) {
            throw new IllegalStateException("not served yet");
        }
        answer = body;
        Credential installation = new AppAccess(app, List.of("45"))
                .credentials(api, transport, FuzzedGitHub.CLOCK)
                .getFirst();
        if (installation.token() instanceof Credential.Grant.Token(var token)) {
            // A header must hold the token.
            Foreign.check(token.value().matches("[!-~]+"), "a token that no header can hold");
            installation.token();
        }
    }

    @AfterAll
    static void stop() {
        if (transport != null) {
            transport.close();
        }
        if (server != null) {
            server.stop(0);
        }
    }
}
