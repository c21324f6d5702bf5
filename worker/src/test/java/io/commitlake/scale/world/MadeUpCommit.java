package io.commitlake.scale.world;

import io.commitlake.model.commit.ChangeStatus;
import io.commitlake.model.commit.Commit;
import io.commitlake.model.commit.FileChange;
import io.commitlake.model.commit.FileVersion;
import io.commitlake.model.commit.GitObject;
import io.commitlake.model.commit.Signature;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A commit whose content depends on its repository's id and its place in the history alone. Its SHA is that of a real
 * commit object.
 *
 * @param number its place in the history, from 0
 * @param parent the SHA of the commit before; empty for the first one
 */
record MadeUpCommit(long repository, int number, Optional<String> parent, Instant at) {
    private static final String ZONE = "+0200";
    private static final String MODE = "100644";
    private static final int COMMITS_PER_PERSON = 20;
    private static final int FOLDERS = 8;
    private static final int FILES = 40;
    private static final int SHIFT = 13;

    String sha() {
        return GitObject.sha("commit", object().getBytes(StandardCharsets.UTF_8));
    }

    private String object() {
        String person = name() + " <" + email() + "> " + at.getEpochSecond() + " " + ZONE;
        return "tree " + tree() + parent.map(sha -> "\nparent " + sha).orElse("") + "\nauthor " + person
                + "\ncommitter " + person + "\n\n" + message() + "\n";
    }

    String tree() {
        return sha(new SplittableRandom(seed("tree")));
    }

    String name() {
        return "Person " + person();
    }

    /** Addresses belong to one repository: that is the worst case for the look-up of users. */
    String email() {
        return "person-" + person() + "@repository-" + repository + ".example.org";
    }

    private long person() {
        return new SplittableRandom(seed("person")).nextInt(1 + number / COMMITS_PER_PERSON);
    }

    String message() {
        SplittableRandom random = new SplittableRandom(seed("message"));
        return "Change " + Long.toString(random.nextLong(1L << 40), 36) + " in part " + number + "\n\nBecause of "
                + Long.toString(random.nextLong(1L << 50), 36) + ", as reported in #" + random.nextInt(1, 5000);
    }

    /** The two files that the commit changes, ordered by path. */
    List<FileChange> changes() {
        // The files take turns: the first one was last changed as another commit's second one, and the other way round.
        return Stream.of(
                        change(number, "first", number - SHIFT, "second"),
                        change(number + SHIFT, "second", number + SHIFT - FILES, "first"))
                .sorted(Comparator.comparing(FileChange::path))
                .toList();
    }

    private FileChange change(int turn, String place, int before, String placeBefore) {
        int file = turn % FILES;
        boolean added = before < 0;
        String path = "src/part-" + file % FOLDERS + "/File" + file + ".java";
        SplittableRandom random = new SplittableRandom(seed("lines of the " + place));
        return new FileChange(
                added ? ChangeStatus.ADDED : ChangeStatus.MODIFIED,
                added ? Optional.empty() : Optional.of(version(before, placeBefore)),
                Optional.of(version(number, place)),
                path,
                path.replace("/", "%2F"),
                Optional.empty(),
                false,
                random.nextInt(1, 80),
                added ? 0 : random.nextInt(40),
                OptionalLong.of(random.nextInt(200, 20_000)));
    }

    private FileVersion version(int commit, String place) {
        return new FileVersion(MODE, sha(new SplittableRandom(seed(commit, place))));
    }

    /** The commit as a source of history returns it. */
    Commit commit(String sha, Function<String, OptionalLong> userId) {
        Signature person = new Signature(Optional.of(name()), Optional.of(email()), at, OptionalLong.of(120));
        OptionalLong user = userId.apply(email());
        return new Commit(
                sha,
                tree(),
                person,
                user,
                person,
                user,
                message(),
                parent.stream().toList(),
                changes());
    }

    private long seed(String purpose) {
        return seed(number, purpose);
    }

    private long seed(int commit, String purpose) {
        return (repository * 1_000_003 + commit) * 31 + purpose.hashCode() * 0x9E3779B97F4A7C15L;
    }

    private static String sha(SplittableRandom random) {
        byte[] bytes = new byte[20];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
