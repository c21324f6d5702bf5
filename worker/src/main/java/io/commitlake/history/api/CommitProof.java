package io.commitlake.history.api;

import io.commitlake.history.object.GitObject;
import io.commitlake.history.object.RawCommit;
import io.commitlake.model.Sha;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
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
    private static final List<String> ENDINGS = List.of("\n", "", "\n\n");
    private static final List<String> ZONES = zones();
    private static final int LONGEST_OF_TWO_ZONES = 32_768;

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
        byte[] wanted = HEX.parseHex(sha);
        Predicate<Candidate> hashes = candidate -> MessageDigest.isEqual(candidate.hash(), wanted);
        Stream<Candidate> candidates = verification.path("payload").isString()
                ? signed(
                        verification.path("payload").asString(),
                        verification.path("signature").asString(""))
                : unsigned();
        Optional<Candidate> object = candidates.filter(hashes).findFirst();
        byte[] bytes = object.orElseThrow(
                        () -> new UncertainAnswerException("GitHub doesn't show all of the commit object " + sha))
                .bytes();
        try {
            return RawCommit.parse(bytes);
        } catch (IllegalArgumentException malformed) {
            throw new UncertainAnswerException("GitHub shows " + malformed.getMessage() + ", as commit " + sha);
        }
    }

    /** A guess at the object. The message is kept apart because it may be long and many guesses share it. */
    private record Candidate(String headers, byte[] rest) {
        byte[] hash() {
            byte[] first = headers.getBytes(StandardCharsets.UTF_8);
            MessageDigest sha1 = GitObject.digest("commit", first.length + rest.length);
            sha1.update(first);
            return sha1.digest(rest);
        }

        byte[] bytes() {
            byte[] first = headers.getBytes(StandardCharsets.UTF_8);
            byte[] all = Arrays.copyOf(first, first.length + rest.length);
            System.arraycopy(rest, 0, all, first.length, rest.length);
            return all;
        }
    }

    /** Adds the signature, which follows all other headers, to the payload, which is the object without it. */
    private static Stream<Candidate> signed(String payload, String signature) {
        int headers = payload.indexOf("\n\n");
        if (headers < 0) {
            return Stream.empty();
        }
        return Stream.of(signature.stripTrailing(), signature.stripTrailing() + "\n")
                .map(lines -> new Candidate(
                        payload.substring(0, headers) + "\ngpgsig " + lines.replace("\n", "\n "),
                        payload.substring(headers).getBytes(StandardCharsets.UTF_8)));
    }

    private Stream<Candidate> unsigned() {
        JsonNode inner = commit.path("commit");
        StringBuilder start = new StringBuilder();
        start.append("tree ")
                .append(inner.path("tree").path("sha").asString(""))
                .append('\n');
        commit.path("parents")
                .forEach(parent -> start.append("parent ")
                        .append(parent.path("sha").asString(""))
                        .append('\n'));
        String author = start + "author " + person(inner.path("author"));
        String committer = "committer " + person(inner.path("committer"));
        String message = inner.path("message").asString("");
        // Author and committer are mostly one person, in one time zone.
        Stream<String> oneZone = ZONES.stream().map(zone -> author + zone + "\n" + committer + zone);
        // There are thousands of pairs of zones: with a long message, they would take a minute.
        Stream<String> twoZones = message.length() > LONGEST_OF_TWO_ZONES
                ? Stream.empty()
                : ZONES.stream().flatMap(one -> ZONES.stream().map(two -> author + one + "\n" + committer + two));
        List<byte[]> rests = ENDINGS.stream()
                .map(end -> ("\n\n" + message + end).getBytes(StandardCharsets.UTF_8))
                .toList();
        return Stream.concat(oneZone, twoZones)
                .flatMap(headers -> rests.stream().map(rest -> new Candidate(headers, rest)));
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

    /** The time zones from -12:45 to +14:45 in steps of a quarter of an hour, whole hours first. */
    private static List<String> zones() {
        List<String> zones = new ArrayList<>();
        for (int minutes : new int[] {0, 30, 45, 15}) {
            IntStream.rangeClosed(-12, 14).forEach(hours -> {
                if (hours != 0) {
                    zones.add("%s%02d%02d".formatted(hours < 0 ? "-" : "+", Math.abs(hours), minutes));
                }
            });
            zones.add("+00%02d".formatted(minutes));
            zones.add("-00%02d".formatted(minutes));
        }
        return List.copyOf(zones);
    }
}
