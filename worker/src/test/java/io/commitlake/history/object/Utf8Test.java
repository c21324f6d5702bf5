package io.commitlake.history.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Utf8Test {
    private static final int CASES = 3000;

    @Test
    void malformedBytesDecodeAsPythonDecodesThem(@TempDir Path folder) throws IOException, InterruptedException {
        Random random = new Random(42);
        // The bytes at which the decoding rules change, so that nearly every case is malformed.
        byte[] edges = HexFormat.of().parseHex("0041417f8081bfc0c1c2dfe0a09fe1edeff0908ff1f4f5ff");
        StringBuilder cases = new StringBuilder();
        StringBuilder ours = new StringBuilder();
        for (int i = 0; i < CASES; i++) {
            byte[] bytes = new byte[random.nextInt(8)];
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = edges[random.nextInt(edges.length)];
            }
            cases.append(HexFormat.of().formatHex(bytes)).append('\n');
            String decoded = Utf8.decoded(bytes, 0, bytes.length);
            ours.append(HexFormat.of().formatHex(decoded.getBytes(StandardCharsets.UTF_8)))
                    .append('\n');
        }
        Path input = Files.writeString(folder.resolve("cases"), cases);
        Process python = new ProcessBuilder(
                        "python3",
                        "-c",
                        "import sys\nfor l in sys.stdin: print(bytes.fromhex(l).decode('utf-8','replace').encode().hex())")
                .redirectInput(input.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String theirs = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(python.waitFor()).isZero();
        assertThat(ours.toString()).isEqualTo(theirs);
    }
}
