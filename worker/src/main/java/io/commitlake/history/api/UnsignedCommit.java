package io.commitlake.history.api;

import io.commitlake.model.commit.GitObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Finds the object of a commit without a signature, of which REST leaves out the time zones and the newlines at the end of
 * the message: guesses these, those of recent commits first, until the object has the wanted hash.
 *
 * @param before all before the author's time zone
 * @param between all between the two time zones
 * @param message the message, of which newlines at its end may be missing
 */
record UnsignedCommit(String before, String between, String message) {
    private static final List<String> ENDINGS = List.of("\n", "", "\n\n");
    private static final List<String> ZONES = zones();
    private static final int LONGEST_OF_TWO_ZONES = 32_768;

    /** Number of guesses that are remembered: the people of a repository share few pairs of time zones. */
    private static final int RECENT = 32;

    /**
     * The guesses that were right most recently, the newest first. If two threads add one at once, one of the two is lost:
     * this list only decides which guesses are tried first.
     */
    private static volatile List<Guess> recent = List.of();

    private record Guess(String author, String committer, String end) {}

    /** The object's bytes, without its header; empty if no guess has the hash. */
    Optional<byte[]> find(byte[] sha) {
        Optional<Guess> found = recent.stream()
                .filter(guess -> MessageDigest.isEqual(hash(guess), sha))
                .findFirst()
                .or(() -> inOneZone(sha))
                .or(() -> inTwoZones(sha));
        found.ifPresent(UnsignedCommit::remember);
        return found.map(guess -> utf8(before + guess.author() + between + guess.committer() + rest(guess.end())));
    }

    private static void remember(Guess guess) {
        List<Guess> last = recent;
        if (last.isEmpty() || !last.getFirst().equals(guess)) {
            recent = Stream.concat(Stream.of(guess), last.stream().filter(other -> !other.equals(guess)))
                    .limit(RECENT)
                    .toList();
        }
    }

    private byte[] hash(Guess guess) {
        byte[] rest = utf8(rest(guess.end()));
        MessageDigest sha1 = digest(rest);
        sha1.update(utf8(guess.author() + between + guess.committer()));
        return sha1.digest(rest);
    }

    /** Author and committer are mostly one person, in one time zone. */
    private Optional<Guess> inOneZone(byte[] sha) {
        for (String end : ENDINGS) {
            byte[] rest = utf8(rest(end));
            MessageDigest start = digest(rest);
            for (String zone : ZONES) {
                MessageDigest sha1 = copy(start);
                sha1.update(utf8(zone + between + zone));
                if (MessageDigest.isEqual(sha1.digest(rest), sha)) {
                    return Optional.of(new Guess(zone, zone, end));
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Guess> inTwoZones(byte[] sha) {
        // There are thousands of pairs of zones: with a long message, they would take a minute.
        if (message.length() > LONGEST_OF_TWO_ZONES) {
            return Optional.empty();
        }
        for (String end : ENDINGS) {
            byte[] rest = utf8(rest(end));
            MessageDigest start = digest(rest);
            for (String author : ZONES) {
                MessageDigest authored = copy(start);
                authored.update(utf8(author + between));
                for (String committer : ZONES) {
                    MessageDigest sha1 = copy(authored);
                    sha1.update(utf8(committer));
                    if (MessageDigest.isEqual(sha1.digest(rest), sha)) {
                        return Optional.of(new Guess(author, committer, end));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private String rest(String end) {
        return "\n\n" + message + end;
    }

    /** A digest that has read all before the author's time zone. The length is the same for all time zones. */
    private MessageDigest digest(byte[] rest) {
        byte[] first = utf8(before);
        int zones = 2 * ZONES.getFirst().length();
        MessageDigest sha1 = GitObject.digest("commit", first.length + utf8(between).length + zones + rest.length);
        sha1.update(first);
        return sha1;
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException everyJavaCopiesIt) {
            throw new IllegalStateException(everyJavaCopiesIt);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
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
