package io.commitlake.sandbox.synthetic;

import io.commitlake.sandbox.git.Git;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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

    /** The input of git-fast-import(1), in which a commit's parent is the branch's current tip. */
    private String stream() {
        SplittableRandom random = new SplittableRandom(~repository.seed());
        StringBuilder stream = new StringBuilder();
        FileChanges files = new FileChanges(random);
        int number = 0;
        for (PlannedCommit commit : commits()) {
            String signature = commit.signature();
            stream.append("commit refs/heads/").append(BRANCH).append('\n');
            stream.append("author ").append(signature).append('\n');
            stream.append("committer ").append(signature).append('\n');
            data(stream, "Change " + number + " of " + repository.fullName() + "\n");
            stream.append(files.next(number));
            number++;
        }
        return stream.toString();
    }

    static void data(StringBuilder stream, String text) {
        stream.append("data ")
                .append(text.getBytes(StandardCharsets.UTF_8).length)
                .append('\n')
                .append(text)
                .append('\n');
    }
}
