package io.commitlake.history.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.model.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class CommitProofTest {
    private static final String TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
    private static final String PARENT = "1".repeat(40);
    private static final String OTHER = "2".repeat(40);

    static String sha(String object) {
        try {
            byte[] body = object.getBytes(StandardCharsets.UTF_8);
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(("commit " + body.length + "\0").getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(sha1.digest(body));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String object(String zones, String message) {
        String[] zone = zones.split(" ", -1);
        return "tree " + TREE + "\nparent " + PARENT + "\nparent " + OTHER + "\nauthor \u00c5sa <a@b> 1000000000 "
                + zone[0] + "\ncommitter C <c@d> 1000000007 " + zone[1] + "\n\n" + message;
    }

    /** A commit as REST shows it: times in UTC, no newline at the end. */
    private static JsonNode shown(String sha, String message, List<String> parents, Map<String, Object> verification) {
        return Json.tree(Json.write(MadeCommits.shown(
                sha,
                TREE,
                message,
                parents,
                Map.of(
                        "author",
                        Map.of("name", "\u00c5sa", "email", "a@b", "date", "2001-09-09T01:46:40Z"),
                        "committer",
                        Map.of("name", "C", "email", "c@d", "date", "2001-09-09T01:46:47Z"),
                        "verification",
                        verification))));
    }

    @ParameterizedTest
    @CsvSource({"+0000 +0000, 0, 0", "-0800 -0800, -480, -480", "+0545 -0330, 345, -210", "-0000 +1400, 0, 840"})
    void aCommitIsReadInAnyTimeZones(String zones, long author, long committer) {
        String object = object(zones, "one\n\ntwo\n");
        var read = CommitProof.read(shown(sha(object), "one\n\ntwo", List.of(PARENT, OTHER), Map.of()));

        assertThat(read.message()).isEqualTo("one\n\ntwo");
        assertThat(read.seconds()).isEqualTo(1000000007);
        assertThat(read.author().name()).contains("\u00c5sa");
        assertThat(read.author().email()).contains("a@b");
        assertThat(read.committer().email()).contains("c@d");
        assertThat(read.author().utcOffset()).hasValue(author);
        assertThat(read.committer().utcOffset()).hasValue(committer);
        assertThat(read.parents()).containsExactly(PARENT, OTHER);
    }

    @Test
    void aSignedCommitIsReadFromItsPayload() {
        String payload = object("+0123 +0456", "signed\n");
        String signature = "-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n";
        String object =
                payload.replace("+0456\n", "+0456\ngpgsig " + signature.strip().replace("\n", "\n ") + "\n");
        var read = CommitProof.read(shown(
                sha(object), "signed", List.of(PARENT, OTHER), Map.of("payload", payload, "signature", signature)));

        assertThat(read.message()).isEqualTo("signed");
        assertThat(read.parents()).containsExactly(PARENT, OTHER);
    }

    @Test
    void parentsInAnotherOrderAreUncertain() {
        String sha = sha(object("+0000 +0000", "m\n"));
        assertThatThrownBy(() -> CommitProof.read(shown(sha, "m", List.of(OTHER, PARENT), Map.of())))
                .isInstanceOf(UncertainAnswerException.class)
                .hasMessageContaining(sha);
    }

    @Test
    void aCommitWithoutAShaIsUncertain() {
        for (String sha : new String[] {"", "null", "2".repeat(64)}) {
            assertThatThrownBy(() -> CommitProof.read(shown(sha, "m", List.of(), Map.of())))
                    .isInstanceOf(UncertainAnswerException.class);
        }
    }

    /** Trying thousands of pairs of time zones would take more than a minute. */
    @Test
    @Timeout(20)
    void aLongMessageWithoutProofIsUncertainSoon() {
        String message = "a line of many\n".repeat(70_000).strip();
        assertThatThrownBy(() -> CommitProof.read(shown("1".repeat(40), message, List.of(PARENT), Map.of())))
                .isInstanceOf(UncertainAnswerException.class);
        String shorter = message.substring(0, 20_000).strip();
        String inTwoZones = object("-0800 +0545", shorter + "\n");
        assertThat(CommitProof.read(shown(sha(inTwoZones), shorter, List.of(PARENT, OTHER), Map.of()))
                        .message())
                .isEqualTo(shorter);
        String object = object("-0800 -0800", message + "\n");
        assertThat(CommitProof.read(shown(sha(object), message, List.of(PARENT, OTHER), Map.of()))
                        .message())
                .isEqualTo(message);
    }

    @Test
    void aMessageThatGitHubHasStrippedIsUncertain() {
        String sha = sha(object("+0000 +0000", "  spaces before\n"));
        assertThatThrownBy(() -> CommitProof.read(shown(sha, "spaces before", List.of(PARENT, OTHER), Map.of())))
                .isInstanceOf(UncertainAnswerException.class);
    }
}
