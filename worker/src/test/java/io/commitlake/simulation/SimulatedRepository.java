package io.commitlake.simulation;

import io.commitlake.model.Repository;
import io.commitlake.model.Tip;
import io.commitlake.model.commit.ChangeStatus;
import io.commitlake.model.commit.Commit;
import io.commitlake.model.commit.FileChange;
import io.commitlake.model.commit.FileVersion;
import io.commitlake.model.commit.GitObject;
import io.commitlake.model.commit.Signature;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A repository and its branch. All commits that ever existed stay known here, so that the dataset can be compared with
 * them.
 */
final class SimulatedRepository {
    enum Presence {
        HERE,
        GONE,
        BLOCKED
    }

    private static final Instant CREATED_AT = Instant.parse("2025-01-01T00:00:00Z");
    private static final String MODE = "100644";
    private static final int SHORTEST = 64;

    private final long id;
    private final Random random;
    private final Map<String, Commit> commits = new LinkedHashMap<>();
    private final Map<String, SortedMap<String, FileVersion>> trees = new HashMap<>();
    private final Map<String, byte[]> blobs = new HashMap<>();
    private final Set<String> collected = new HashSet<>();
    private final Set<String> heads = new LinkedHashSet<>();
    private String head = "";
    private String name;
    private Presence presence = Presence.HERE;
    private final Set<String> missedBy = new HashSet<>();

    SimulatedRepository(long id, Random random, Instant now) {
        this.id = id;
        this.random = random;
        this.name = "owner/name-" + id;
        Instant at = now.minus(Duration.ofDays(20));
        int begin = 1 + random.nextInt(3);
        for (int i = 0; i < begin; i++) {
            at = at.plus(Duration.ofHours(1 + random.nextInt(150)));
            moveTo(commit(head.isEmpty() ? List.of() : List.of(head), at));
        }
    }

    long id() {
        return id;
    }

    String nodeId() {
        return "R_" + id;
    }

    String name() {
        return name;
    }

    String url() {
        return "https://github.com/" + name;
    }

    String head() {
        return head;
    }

    /** The row of the repository before its first export. */
    Repository row() {
        return new Repository(
                id, CREATED_AT, Optional.empty(), Optional.of(nodeId()), Optional.of(name), OptionalLong.of(0));
    }

    /** The presence that a request of a process sees. */
    Presence presence(SimulatedProcess asking) {
        if (presence != Presence.HERE) {
            missedBy.add(asking.run());
        }
        return presence;
    }

    /** The runs that saw the repository gone or blocked. */
    Set<String> missedBy() {
        return missedBy;
    }

    Set<String> heads() {
        return heads;
    }

    Commit commit(String sha) {
        return Objects.requireNonNull(commits.get(sha), sha);
    }

    /** The content of a blob. */
    byte[] blob(String sha) {
        return Objects.requireNonNull(blobs.get(sha), sha);
    }

    /** Whether GitHub no longer has a commit. */
    boolean isCollected(String sha) {
        return collected.contains(sha);
    }

    /** Becomes unavailable until it comes back. */
    String leave() {
        presence = random.nextBoolean() ? Presence.GONE : Presence.BLOCKED;
        return "is " + presence;
    }

    String rename() {
        name = name + "x";
        return "is renamed to " + name;
    }

    String goBack() {
        List<String> parents = commit(head).parents();
        if (!parents.isEmpty()) {
            moveTo(parents.getFirst());
        }
        return "goes back to " + head;
    }

    /** Merges a branch that began earlier and has an older commit. */
    String mergeLate(Instant now) {
        List<String> chain = firstParents(head);
        String base = chain.get(random.nextInt(chain.size()));
        String side = commit(List.of(base), commit(base).at().plusSeconds(1 + random.nextInt(86_400)));
        moveTo(commit(List.of(head, side), now));
        return "merges " + side + " as " + head;
    }

    /** Merges a commit that the branch has left, as somebody does who still has it. */
    String mergeLeft(Instant now) {
        List<String> left = new ArrayList<>(commits.keySet());
        left.removeAll(reach(List.of(head)));
        if (left.isEmpty()) {
            return "has left no commit";
        }
        String again = left.get(random.nextInt(left.size()));
        moveTo(commit(List.of(head, again), now));
        return "merges " + again + ", which it had left, as " + head;
    }

    /** Adds commits. Some committers' clocks are wrong. */
    String push(Instant now, int added) {
        for (int i = 0; i < added; i++) {
            Instant at = random.nextInt(8) == 0 ? now.minus(Duration.ofDays(random.nextInt(60))) : now;
            moveTo(commit(List.of(head), at));
        }
        return "moves to " + head;
    }

    String rewrite(Instant now) {
        List<String> chain = firstParents(head);
        String base = chain.get(random.nextInt(chain.size()));
        moveTo(commit(commit(base).parents(), now));
        return "is rewritten to " + head;
    }

    /** Replaces the last commit alone. */
    String amend(Instant now) {
        moveTo(commit(commit(head).parents(), now));
        return "is amended to " + head;
    }

    /** Removes the commits that the branch doesn't reach, as GitHub does sooner or later. */
    String collect() {
        Set<String> lost = new HashSet<>(commits.keySet());
        lost.removeAll(reach(List.of(head)));
        collected.addAll(lost);
        return "loses " + lost.size() + " commits";
    }

    /** Makes the repository available again. */
    void comeBack() {
        presence = Presence.HERE;
    }

    private void moveTo(String sha) {
        head = sha;
        heads.add(sha);
        collected.removeAll(reach(List.of(sha)));
    }

    private String commit(List<String> parents, Instant moment) {
        Instant at = Instant.ofEpochSecond(moment.getEpochSecond());
        String sha = sha();
        Signature person = new Signature(
                Optional.of("Ann"), Optional.of("ann" + random.nextInt(2) + "@example.org"), at, OptionalLong.empty());
        SortedMap<String, FileVersion> before =
                parents.isEmpty() ? new TreeMap<>() : Objects.requireNonNull(trees.get(parents.getFirst()));
        SortedMap<String, FileVersion> after = new TreeMap<>(before);
        parents.stream().skip(1).forEach(side -> after.putAll(Objects.requireNonNull(trees.get(side))));
        String path = "file-" + random.nextInt(3);
        switch (random.nextInt(6)) {
            case 0 -> {} // an empty commit
            case 1 -> after.remove(path);
            default -> after.put(path, new FileVersion(MODE, newBlob()));
        }
        trees.put(sha, after);
        commits.put(
                sha,
                new Commit(
                        sha,
                        sha(),
                        person,
                        OptionalLong.empty(),
                        person,
                        OptionalLong.empty(),
                        "commit " + commits.size(),
                        parents,
                        changes(before, after)));
        return sha;
    }

    /** Makes a blob of {@value #SHORTEST} to 319 bytes. */
    private String newBlob() {
        String text = sha();
        int size = SHORTEST + Integer.parseInt(text, 0, 2, 16);
        byte[] content =
                text.repeat(size / text.length() + 1).substring(0, size).getBytes(StandardCharsets.US_ASCII);
        String sha = GitObject.sha("blob", content);
        blobs.put(sha, content);
        return sha;
    }

    private List<FileChange> changes(Map<String, FileVersion> before, Map<String, FileVersion> after) {
        SortedSet<String> paths = new TreeSet<>(before.keySet());
        paths.addAll(after.keySet());
        List<FileChange> changes = new ArrayList<>();
        for (String path : paths) {
            Optional<FileVersion> old = Optional.ofNullable(before.get(path));
            Optional<FileVersion> now = Optional.ofNullable(after.get(path));
            if (!old.equals(now)) {
                ChangeStatus status = old.isEmpty()
                        ? ChangeStatus.ADDED
                        : now.isEmpty() ? ChangeStatus.REMOVED : ChangeStatus.MODIFIED;
                OptionalLong size =
                        now.isPresent() ? OptionalLong.of(blob(now.get().sha()).length) : OptionalLong.empty();
                changes.add(new FileChange(status, old, now, path, path, Optional.empty(), false, 1, 0, size));
            }
        }
        return changes;
    }

    private String sha() {
        return "%016x%016x%08x".formatted(random.nextLong(), random.nextLong(), random.nextInt());
    }

    /** All commits that some tips reach. */
    Set<String> reach(Collection<String> tips) {
        Set<String> reached = new LinkedHashSet<>();
        Deque<String> next = new ArrayDeque<>(tips);
        while (!next.isEmpty()) {
            String sha = next.remove();
            if (reached.add(sha)) {
                next.addAll(commit(sha).parents());
            }
        }
        return reached;
    }

    private List<String> firstParents(String from) {
        List<String> chain = new ArrayList<>();
        for (Optional<String> at = Optional.of(from); at.isPresent(); ) {
            chain.add(at.get());
            at = commit(at.get()).parents().stream().findFirst();
        }
        return chain;
    }

    /** The tip of a head as of a snapshot. */
    Optional<Tip> tipBefore(String from, Instant snapshot) {
        return firstParents(from).stream()
                .map(this::commit)
                .filter(commit -> commit.at().isBefore(snapshot))
                .findFirst()
                .map(commit -> new Tip(commit.sha(), commit.at()));
    }
}
