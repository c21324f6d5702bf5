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

/** A git directory, served as it is at each call: tests move its refs while it is served. For many threads. */
public final class BareRepository {
    /** The tree without entries, which git knows without having it: what a root commit is held against. */
    public static final String EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

    private final Git git;
    private final Path directory;
    private final Refs refs;
    private final Map<String, Long> counts = new ConcurrentHashMap<>();
    /** Who asks for the files of a commit asks for page after page of them. */
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

    /** The committer's date of the oldest commit that the default branch reaches; odd dates don't count. */
    public Optional<Instant> firstCommitAt() {
        return head().map(head -> run("log", "--format=%ct", head.oid())
                        .lines()
                        .filter(date -> date.matches("[0-9]{1,11}"))
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

    /**
     * Commits that {@code head} reaches and none of {@code without} does, newest first by the committer's date.
     *
     * @param options of {@code git rev-list}, such as {@code --skip=100}
     */
    public List<String> commits(String head, List<String> excluded, String... options) {
        List<String> arguments = new ArrayList<>(List.of("rev-list"));
        arguments.addAll(List.of(options));
        arguments.add(head);
        excluded.forEach(oid -> arguments.add("^" + oid));
        return run(arguments.toArray(String[]::new)).lines().toList();
    }

    /** The best common ancestor; empty where two histories have none. */
    public Optional<String> mergeBase(String one, String other) {
        return git.find(inRepository("merge-base", one, other));
    }

    /** What changed from one tree to the other, as GitHub has it: renames from half alike, up to 1000 candidates, no copies.
     *
     * @param from by its name, which never means another
     * @param to likewise */
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

    /** The entries of a tree, of all trees below it too if {@code recursive}, in git's order. */
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
