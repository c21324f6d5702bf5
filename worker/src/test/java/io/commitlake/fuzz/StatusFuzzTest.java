package io.commitlake.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.commitlake.github.http.ApiResponse;
import io.commitlake.github.http.LastPage;
import io.commitlake.github.tokens.Credential;
import io.commitlake.model.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/** Any status with any headers, as lines of {@code name: value}, before the body. */
@Tag("jazzer")
class StatusFuzzTest {
    @FuzzTest
    void read(byte[] input) {
        String[] parts = new String(input, StandardCharsets.ISO_8859_1).split("\n\n", 2);
        Map<String, String> headers = new HashMap<>();
        int status = 200;
        for (String line : parts[0].split("\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1));
            } else if (line.matches("[1-5][0-9][0-9]")) {
                status = Integer.parseInt(line);
            }
        }
        byte[] body = parts.length == 2 ? parts[1].getBytes(StandardCharsets.ISO_8859_1) : new byte[0];
        FuzzedGitHub github =
                FuzzedGitHub.answering(status, headers, body, List.of(Credential.of(new Secret("of-the-test"))));
        Foreign.read(() -> github.client().lookUp(List.of(FuzzedGitHub.REPOSITORY)));
        Foreign.read(() -> {
            ApiResponse response = github.objects().get(FuzzedGitHub.REPOSITORY, "/commits");
            Foreign.check(LastPage.of(response.exchange()) > 0, "a list has no page");
        });
    }
}
