package io.commitlake.sandbox.synthetic;

import io.commitlake.sandbox.git.Commit;
import io.commitlake.sandbox.git.Git;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * A history of one to eight commits on one branch, by up to three people. The first commit dates from the repository's
 * creation; later ones add, extend, rename and remove files.
 */
final class SyntheticHistory {
    static final String BRANCH = "main";
    private static final int MOST_COMMITS = 8;
    private static final int MOST_PEOPLE = 3;
    private static final int PEOPLE = 5000;
    private static final int LONGEST_PAUSE = 10 * 86_400;
    private final SyntheticRepository repository;

    SyntheticHistory(SyntheticRepository repository) {
        this.repository = repository;
    }

    /** The date and author of a commit. */
    record PlannedCommit(Instant at, int person) {
        String signature() {
            String email = person % 3 == 0
                    ? person + "+person-" + person + "@users.noreply.github.com"
                    : "person-" + person + "@example.org";
            return "Person " + person + " <" + email + "> " + at.getEpochSecond() + " +0000";
        }
    }

    List<PlannedCommit> commits() {
        SplittableRandom random = new SplittableRandom(repository.seed());
        int[] people = random.ints(1 + random.nextInt(MOST_PEOPLE), 1, PEOPLE).toArray();
        int count = 1 + random.nextInt(MOST_COMMITS);
        List<PlannedCommit> commits = new ArrayList<>();
        Instant at = repository.createdAt();
        for (int i = 0; i < count; i++) {
            commits.add(new PlannedCommit(at, people[random.nextInt(people.length)]));
            at = at.plusSeconds(1 + random.nextInt(LONGEST_PAUSE));
        }
        return commits;
    }

    /**
     * Creates the directory as {@code git init} does, but without a process, because a test may need a thousand
     * histories.
     */
    void write(Git git, Path directory) {
        try {
            Files.createDirectories(directory.resolve("objects"));
            Files.createDirectories(directory.resolve("refs/heads"));
            Files.writeString(directory.resolve("HEAD"), "ref: refs/heads/" + BRANCH + "\n");
            Files.writeString(directory.resolve("config"), "[core]\n\trepositoryformatversion = 0\n\tbare = true\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        git.feed(
                stream().getBytes(StandardCharsets.UTF_8),
                "-c",
                "fastimport.unpackLimit=0",
                "--git-dir",
                directory.toString(),
                "fast-import",
                "--quiet");
    }

    /** The commit that the branch points to, computed without the history's objects. */
    Commit head() {
        FileChanges files = files();
        Map<String, String> blobs = new HashMap<>();
        byte[] head = {};
        String oid = "";
        String parent = "";
        int number = 0;
        for (PlannedCommit commit : commits()) {
            for (FileChange change : files.next(number)) {
                switch (change) {
                    case FileChange.Deleted(String path) -> blobs.remove(path);
                    case FileChange.Renamed(String from, String to) ->
                        blobs.put(to, Objects.requireNonNull(blobs.remove(from)));
                    case FileChange.Written(String path, String contents) ->
                        blobs.put(path, ObjectNames.blob(contents));
                }
            }
            String object = "tree " + ObjectNames.tree(blobs) + "\n" + parent
                    + "author " + commit.signature() + "\n"
                    + "committer " + commit.signature() + "\n\n"
                    + message(number);
            head = object.getBytes(StandardCharsets.UTF_8);
            oid = ObjectNames.commit(head);
            parent = "parent " + oid + "\n";
            number++;
        }
        return Commit.parse(oid, head);
    }

    private FileChanges files() {
        return new FileChanges(new SplittableRandom(~repository.seed()));
    }

    private String message(int number) {
        return "Change " + number + " of " + repository.fullName() + "\n";
    }

    /** The input of git-fast-import(1), in which a commit's parent is the branch's current tip. */
    private String stream() {
        StringBuilder stream = new StringBuilder();
        FileChanges files = files();
        int number = 0;
        for (PlannedCommit commit : commits()) {
            String signature = commit.signature();
            stream.append("commit refs/heads/").append(BRANCH).append('\n');
            stream.append("author ").append(signature).append('\n');
            stream.append("committer ").append(signature).append('\n');
            data(stream, message(number));
            files.next(number).forEach(change -> append(stream, change));
            number++;
        }
        return stream.toString();
    }

    private static void append(StringBuilder stream, FileChange change) {
        switch (change) {
            case FileChange.Deleted(String path) ->
                stream.append("D ").append(path).append('\n');
            case FileChange.Renamed(String from, String to) ->
                stream.append("R ").append(from).append(' ').append(to).append('\n');
            case FileChange.Written(String path, String contents) -> {
                stream.append("M 100644 inline ").append(path).append('\n');
                data(stream, contents);
            }
        }
    }

    private static void data(StringBuilder stream, String text) {
        stream.append("data ")
                .append(text.getBytes(StandardCharsets.UTF_8).length)
                .append('\n')
                .append(text)
                .append('\n');
    }
}
