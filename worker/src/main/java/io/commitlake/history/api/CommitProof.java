package io.commitlake.history.api;

import io.commitlake.history.object.RawCommit;
import io.commitlake.model.Sha;
import io.commitlake.model.commit.GitObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Rebuilds a commit object from a commit that REST shows, and accepts it only if it hashes to the commit's SHA. Then
 * its parents, dates, e-mails and message are Git's, byte for byte, even where GitHub alters odd ones. REST leaves out
 * time zones and the newlines at the end of the message, so we try all that are likely. For a signed commit, REST shows
 * the object itself.
 */
final class CommitProof {
    private static final HexFormat HEX = HexFormat.of();

    private final JsonNode commit;
    private final String sha;

    private CommitProof(JsonNode commit) {
        this.commit = commit;
        this.sha = commit.path("sha").asString("");
    }

    /**
     * Reads a commit from a list, from a comparison or on its own.
     *
     * @throws UncertainAnswerException if no candidate hashes to the commit's SHA
     */
    static RawCommit read(JsonNode commit) {
        return new CommitProof(commit).proved();
    }

    private RawCommit proved() {
        if (!Sha.is(sha)) {
            throw new UncertainAnswerException("GitHub shows a commit without its SHA");
        }
        JsonNode verification = commit.path("commit").path("verification");
        Optional<byte[]> object = verification.path("payload").isString()
                ? signed(
                        verification.path("payload").asString(),
                        verification.path("signature").asString(""))
                : unsigned().find(HEX.parseHex(sha));
        byte[] bytes = object.orElseThrow(
                () -> new UncertainAnswerException("GitHub doesn't show all of the commit object " + sha));
        try {
            return RawCommit.parse(bytes);
        } catch (IllegalArgumentException malformed) {
            throw new UncertainAnswerException("GitHub shows " + malformed.getMessage() + ", as commit " + sha);
        }
    }

    /** Adds the signature, which follows all other headers, to the payload, which is the object without it. */
    private Optional<byte[]> signed(String payload, String signature) {
        int headers = payload.indexOf("\n\n");
        if (headers < 0) {
            return Optional.empty();
        }
        return Stream.of(signature.stripTrailing(), signature.stripTrailing() + "\n")
                .map(lines -> payload.substring(0, headers) + "\ngpgsig " + lines.replace("\n", "\n ")
                        + payload.substring(headers))
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .filter(bytes -> GitObject.sha("commit", bytes).equals(sha))
                .findFirst();
    }

    private UnsignedCommit unsigned() {
        JsonNode inner = commit.path("commit");
        StringBuilder start = new StringBuilder();
        start.append("tree ")
                .append(inner.path("tree").path("sha").asString(""))
                .append('\n');
        commit.path("parents")
                .forEach(parent -> start.append("parent ")
                        .append(parent.path("sha").asString(""))
                        .append('\n'));
        return new UnsignedCommit(
                start + "author " + person(inner.path("author")),
                "\ncommitter " + person(inner.path("committer")),
                inner.path("message").asString(""));
    }

    /** Returns {@code Name <e-mail> seconds }, to which the time zone is appended. */
    private String person(JsonNode person) {
        String date = person.path("date").asString("");
        try {
            return person.path("name").asString("") + " <"
                    + person.path("email").asString("") + "> "
                    + Instant.parse(date).getEpochSecond() + " ";
        } catch (DateTimeParseException odd) {
            throw new UncertainAnswerException("GitHub shows the date \"" + date + "\", not in ISO 8601, in " + sha);
        }
    }
}
