package io.commitlake.fuzz;

import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.history.git.plumbing.Git;
import io.commitlake.history.git.plumbing.GitProcess;
import io.commitlake.history.git.plumbing.LocalDisk;
import io.commitlake.history.git.plumbing.ProcessLimits;
import io.commitlake.testing.LooseObject;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A Git that tells how it reads commit objects, one after another, without a process for each. It starts anew after
 * many objects, because they take disk space.
 */
final class AskedGit {
    private static final int MAX_OBJECTS = 5_000;

    /** {@code git diff-tree --stdin} echoes any line that isn't a SHA. */
    private static final String MARKER = "asked";

    private final Path folder;
    private final BareRepository repository;
    private final GitProcess process;
    private final OutputStream requests;
    private final InputStream answers;
    private int objects;

    private AskedGit(Path folder) {
        this.folder = folder;
        repository = BareRepository.create(
                Git.find(String.valueOf(System.getenv("PATH"))), folder, "asked.git", ProcessLimits.NONE);
        process = repository
                .git()
                .start(repository
                        .command(
                                "diff-tree",
                                "--stdin",
                                "--always",
                                "--no-patch",
                                "--encoding=UTF-8",
                                "--format=%T %P%n%an%n%ae%n%ct")
                        .withInputPipe());
        // The seeds' parents: Git also parses the first parent.
        LooseObject.commit(repository.folder(), "one", "1577836800 +0000", List.of());
        LooseObject.commit(repository.folder(), "two", "1577836800 +0000", List.of());
        requests = process.input();
        answers = new BufferedInputStream(process.output());
    }

    static AskedGit start() {
        try {
            return new AskedGit(Files.createTempDirectory("asked-git"));
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    /** This Git, or a new one if this one has read many objects. */
    AskedGit orNew() {
        if (objects < MAX_OBJECTS) {
            return this;
        }
        close();
        return start();
    }

    /**
     * Git's tree and parents, author's name and e-mail, and committer's seconds, a line each. There are no lines if Git
     * has parsed the object, but can't read its parent. Empty if Git can't parse the object.
     */
    Optional<String[]> read(byte[] commit) {
        objects++;
        String sha = LooseObject.write(repository.folder(), "commit", commit);
        try {
            requests.write((sha + "\n" + MARKER + "\n").getBytes(StandardCharsets.US_ASCII));
            requests.flush();
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            String end = MARKER + "\n";
            while (!answer.toString(StandardCharsets.ISO_8859_1).endsWith(end)) {
                int next = answers.read();
                if (next < 0) {
                    objects = MAX_OBJECTS;
                    return Optional.of(new String[0]);
                }
                answer.write(next);
            }
            String text = answer.toString(StandardCharsets.UTF_8);
            return text.equals(end) ? Optional.empty() : Optional.of(text.split("\n", -1));
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    void close() {
        process.close();
        try {
            LocalDisk.remove(folder);
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }
}
