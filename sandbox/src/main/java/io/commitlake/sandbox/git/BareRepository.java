package io.commitlake.sandbox.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** A git directory, served as it is at each call: tests move its refs while it is served. For many threads. */
public final class BareRepository {
    private final Git git;
    private final Path directory;
    private final Refs refs;
    private final Map<String, Long> counts = new ConcurrentHashMap<>();

    BareRepository(Git git, Path directory) {
        this.git = git;
        this.directory = directory;
        this.refs = new Refs(directory);
    }

    public static BareRepository at(Git git, Path directory) {
        return new BareRepository(git, directory);
    }

    public Path directory() {
        return directory;
    }

    /** The default branch and the commit it points to. */
    public record Head(String branch, String oid) {}

    /** Empty where HEAD names no branch, or one without commits: GitHub shows no default branch then. */
    public Optional<Head> head() {
        return refs.headBranch()
                .flatMap(branch -> refs.resolve("refs/heads/" + branch).map(oid -> new Head(branch, oid)));
    }

    /** The branch that HEAD names, be there commits on it or not. */
    public String defaultBranch() {
        return refs.headBranch().orElse("main");
    }

    public ObjectReader objects() {
        return new ObjectReader(git, directory.toString());
    }

    /** How many commits a commit reaches, itself included. */
    public long count(String oid) {
        // What a commit reaches never changes.
        return counts.computeIfAbsent(
                oid, key -> Long.valueOf(run("rev-list", "--count", key).strip()));
    }

    /** The committer's date of the oldest commit that the default branch reaches. */
    public Optional<Instant> firstCommitAt() {
        return head().map(head -> run("log", "--format=%ct", head.oid())
                        .lines()
                        .mapToLong(Long::parseLong)
                        .min()
                        .orElse(0))
                .map(Instant::ofEpochSecond);
    }

    /** The size of its objects on disk, in KB, rounded up. */
    public long diskUsage() {
        try (Stream<Path> files = Files.walk(directory.resolve("objects"))) {
            return (files.mapToLong(file -> file.toFile().length()).sum() + 1023) / 1024;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String run(String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "--git-dir";
        all[1] = directory.toString();
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return git.run(all);
    }
}
