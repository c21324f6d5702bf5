package io.commitlake.sandbox.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A Git directory, read anew for each call because tests move its refs while it is served. Thread-safe. */
public final class BareRepository {
    /** The empty tree, which Git knows even where no repository stores it; a root commit is compared to it. */
    public static final String EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

    private final Git git;
    private final Path directory;
    private final Refs refs;
    private final Map<String, Long> counts = new ConcurrentHashMap<>();
    /** The latest diff: a client that reads a commit's files asks for one page after another. */
    private volatile @Nullable Diff latest;

    private record Diff(String from, String to, List<FileChange> changes) {}

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

    /** The default branch and its tip. */
    public record Head(String branch, String oid) {}

    /**
     * The default branch; empty if HEAD names no branch or one without commits, for which GitHub shows no default
     * branch.
     */
    public Optional<Head> head() {
        return refs.headBranch().flatMap(branch -> refs.resolve("HEAD").map(oid -> new Head(branch, oid)));
    }

    /** The branch that HEAD names, whether it has commits or not. */
    public String defaultBranch() {
        return refs.headBranch().orElse("main");
    }

    public ObjectReader objects() {
        return new ObjectReader(git, directory.toString());
    }

    /** The number of commits that a commit reaches, including itself. */
    public long count(String oid) {
        // The commits that a commit reaches never change.
        return counts.computeIfAbsent(
                oid, key -> Long.valueOf(run("rev-list", "--count", key).strip()));
    }

    /** The committer date of the oldest commit that the default branch reaches, ignoring malformed dates. */
    public Optional<Instant> firstCommitAt() {
        return head().map(head -> run("log", "--format=%ct", head.oid())
                        .lines()
                        .filter(date -> date.matches("[0-9]{1,11}"))
                        .mapToLong(Long::parseLong)
                        .min()
                        .orElse(0))
                .map(Instant::ofEpochSecond);
    }

    /** The size of the objects on disk, in KB, rounded up. */
    public long diskUsage() {
        try (Stream<Path> files = Files.walk(directory.resolve("objects"))) {
            return (files.mapToLong(file -> file.toFile().length()).sum() + 1023) / 1024;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The commits that {@code head} reaches and none of {@code excluded} does, newest first by committer date.
     *
     * @param options the options of {@code git rev-list}, such as {@code --skip=100}
     */
    public List<String> commits(String head, List<String> excluded, String... options) {
        List<String> arguments = new ArrayList<>(List.of("rev-list"));
        arguments.addAll(List.of(options));
        arguments.add(head);
        excluded.forEach(oid -> arguments.add("^" + oid));
        return run(arguments.toArray(String[]::new)).lines().toList();
    }

    /** The best common ancestor; empty if there is none. */
    public Optional<String> mergeBase(String one, String other) {
        return git.find(inRepository("merge-base", one, other));
    }

    /**
     * The changes from one tree to another as GitHub detects them: renames at 50% similarity, up to 1000 candidates, no
     * copies.
     *
     * @param from the SHA of a commit or tree, because the result is cached by name
     * @param to the SHA of a commit or tree
     */
    public List<FileChange> changes(String from, String to) {
        Diff known = latest;
        if (known == null || !known.from().equals(from) || !known.to().equals(to)) {
            known = new Diff(from, to, diff(from, to));
            latest = known;
        }
        return known.changes();
    }

    private List<FileChange> diff(String from, String to) {
        return DiffParser.parse(git.output(inRepository(
                "diff-tree", "-r", "-M50%", "-l1000", "--raw", "--numstat", "-p", "--full-index", "-z", from, to)));
    }

    /** The entries of a tree in Git's order; if {@code recursive}, also those of all trees below it. */
    public List<TreeEntry> tree(String treeish, boolean recursive) {
        String[] arguments = recursive
                ? inRepository("ls-tree", "-z", "-l", "-r", "-t", treeish)
                : inRepository("ls-tree", "-z", "-l", treeish);
        return Arrays.stream(new String(git.output(arguments), StandardCharsets.ISO_8859_1).split("\0"))
                .filter(line -> !line.isEmpty())
                .map(TreeEntry::parse)
                .toList();
    }

    private String run(String... arguments) {
        return git.run(inRepository(arguments));
    }

    private String[] inRepository(String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "--git-dir";
        all[1] = directory.toString();
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return all;
    }
}
