package io.commitlake.sandbox;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.sandbox.error.SandboxException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadInputTest {
    @TempDir
    Path folder = Path.of("");

    private Histories histories;

    @BeforeEach
    void make() {
        histories = Histories.in(folder);
    }

    @Test
    void theErrorNamesAMissingFolder() {
        assertRefused(Options.of(folder.resolve("nowhere")), "nowhere");
    }

    @Test
    void theErrorNamesATruncatedBundle() throws IOException {
        Path bundle = histories.folder().resolve("beta.bundle");
        byte[] whole = Files.readAllBytes(bundle);
        Files.write(bundle, Arrays.copyOf(whole, whole.length - 30));
        assertRefused(Options.of(histories.folder()), "beta.bundle is broken");
    }

    @Test
    void theErrorNamesATakenPort() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertRefused(Options.of(histories.folder()).withPorts(port, 0), "" + port);
            assertRefused(Options.of(histories.folder()).withPorts(0, port), "" + port);
        }
    }

    @Test
    void theErrorNamesWhatIsWrongInRepositoriesJson() {
        histories.writeRepositoriesJson("{\"alpha\": {\"colour\": \"red\"}}");
        assertRefused(Options.of(histories.folder()), "colour");
        histories.writeRepositoriesJson("{\"alfa\": {}}");
        assertRefused(Options.of(histories.folder()), "alfa");
        histories.writeRepositoriesJson("{\"alpha\": {\"standing\": \"somewhere\"}}");
        assertRefused(Options.of(histories.folder()), "alpha");
        histories.writeRepositoriesJson("{");
        assertRefused(Options.of(histories.folder()), "repositories.json");
    }

    private static void assertRefused(Options options, String named) {
        assertThatThrownBy(() -> Sandbox.start(options).close())
                .isInstanceOf(SandboxException.class)
                .hasMessageContaining(named);
    }
}
