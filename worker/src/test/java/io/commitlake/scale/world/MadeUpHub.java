package io.commitlake.scale.world;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Repositories of realistic sizes, numbered from 1: most are small, few are large. A repository's history depends on its
 * number alone, so memory holds a few bytes of each, and commits are made whenever somebody asks for them.
 */
public final class MadeUpHub {
    /** The share of repositories that get commits each day. */
    static final double ACTIVE = 0.1;

    /** The share of repositories that disappear for good after the first export. */
    static final double GONE = 0.03;

    /** The commits of a repository follow a log-normal distribution with this median; their mean is 28. */
    private static final double MEDIAN_COMMITS = 12;

    private static final double SPREAD = 1.3;
    private static final int MOST_COMMITS = 20_000;

    /** A repository's commits take as many months as this allows. */
    private static final int COMMITS_PER_MONTH = 6;

    /** After each commit of a day, the chance of one more: three commits on average. */
    private static final double ONE_MORE = 2 / 3.0;

    /** The size on GitHub's disk. */
    private static final long KILOBYTES_PER_COMMIT = 5;

    private static final Duration MONTH = Duration.ofDays(30);
    private static final Duration TEN_YEARS = Duration.ofDays(3650);

    /** Commits of one day; the first one has the number {@code from}. */
    private record Pushed(int from, Instant at) {}

    private final int size;
    private final Instant begin;
    private final boolean alike;
    private final int[] commits;
    private final byte[][] heads;
    private final Map<Integer, List<Pushed>> pushes = new HashMap<>();
    private boolean someAreGone;

    /**
     * Repositories as they are at the beginning, before the first day.
     *
     * @param alike whether all have the same number of commits, all of one month, so that each costs the same
     */
    MadeUpHub(int size, Instant begin, boolean alike) {
        this.size = size;
        this.begin = begin;
        this.alike = alike;
        this.commits = new int[size + 1];
        this.heads = new byte[size + 1][];
        for (int id = 1; id <= size; id++) {
            commits[id] = atFirst(id);
        }
    }

    private int atFirst(int id) {
        if (alike) {
            return (int) MEDIAN_COMMITS;
        }
        double log = Math.log(MEDIAN_COMMITS) + SPREAD * random(id, "size").nextGaussian();
        return Math.clamp(Math.round(Math.exp(log)), 1, MOST_COMMITS);
    }

    public int size() {
        return size;
    }

    public Instant begin() {
        return begin;
    }

    int commits(int id) {
        return commits[id];
    }

    long kilobytes(int id) {
        return commits[id] * KILOBYTES_PER_COMMIT;
    }

    boolean isGone(int id) {
        return someAreGone && (alike ? id % 40 == 7 : random(id, "gone").nextDouble() < GONE);
    }

    static String name(int id) {
        return "owner-" + id % 1000 + "/repository-" + id;
    }

    /** Repositories are created one after another, at equal intervals. */
    Instant createdAt(int id) {
        return createdFirst().plus(interval().multipliedBy(id));
    }

    private Duration interval() {
        return Duration.ofSeconds(Math.max(1, TEN_YEARS.toSeconds() / size));
    }

    public Instant createdFirst() {
        return begin.minus(interval().multipliedBy(size + 1L));
    }

    /** The number of repositories that were created before a moment. */
    int createdBefore(Instant end) {
        long seconds = Duration.between(createdFirst(), end).toSeconds();
        return Math.clamp(Math.ceilDiv(seconds, interval().toSeconds()) - 1, 0, size);
    }

    /** Lets some repositories disappear. */
    public void loseSome() {
        someAreGone = true;
    }

    /** Lets a day begin, with new commits in some repositories; on the first one, others disappear. */
    public void begin(Instant day, int number) {
        loseSome();
        for (int id = 1; id <= size; id++) {
            if (!isGone(id) && isActive(id, number)) {
                push(id, day, number);
            }
        }
    }

    /** Whether a repository gets commits on a day. */
    boolean isActive(int id, int day) {
        return alike ? (id + day) % 10 == 0 : random(id, "active on " + day).nextDouble() < ACTIVE;
    }

    private void push(int id, Instant day, int number) {
        SplittableRandom random = random(id, "commits of " + number);
        String head = head(id);
        int from = commits[id];
        pushes.computeIfAbsent(id, any -> new ArrayList<>()).add(new Pushed(from, day));
        do {
            commits[id]++;
        } while (!alike && random.nextDouble() < ONE_MORE);
        keepHead(id, last(id, from, Optional.of(head)));
    }

    public long allCommits() {
        return IntStream.of(commits).asLongStream().sum();
    }

    String head(int id) {
        if (heads[id] == null) {
            keepHead(id, last(id, 0, Optional.empty()));
        }
        return HexFormat.of().formatHex(heads[id]);
    }

    private void keepHead(int id, String sha) {
        heads[id] = HexFormat.of().parseHex(sha);
    }

    /** The SHA of the last commit, if the one before a number is known. */
    private String last(int id, int from, Optional<String> before) {
        Optional<String> sha = before;
        for (int number = from; number < commits[id]; number++) {
            sha = Optional.of(new MadeUpCommit(id, number, sha, at(id, number)).sha());
        }
        return sha.orElseThrow();
    }

    /** All commits, oldest first, by their SHAs. */
    List<Map.Entry<String, MadeUpCommit>> history(int id) {
        List<Map.Entry<String, MadeUpCommit>> history = new ArrayList<>(commits[id]);
        Optional<String> parent = Optional.empty();
        for (int number = 0; number < commits[id]; number++) {
            MadeUpCommit commit = new MadeUpCommit(id, number, parent, at(id, number));
            String sha = commit.sha();
            history.add(Map.entry(sha, commit));
            parent = Optional.of(sha);
        }
        return history;
    }

    private Instant at(int id, int number) {
        for (Pushed pushed : pushes.getOrDefault(id, List.of()).reversed()) {
            if (number >= pushed.from()) {
                return pushed.at().plusSeconds(60L * (number - pushed.from()));
            }
        }
        int count = atFirst(id);
        if (alike) {
            return createdAt(id).truncatedTo(ChronoUnit.DAYS).plusSeconds(number);
        }
        Duration age = Duration.between(createdAt(id), begin);
        Duration active = MONTH.multipliedBy(months(count));
        Duration span = active.compareTo(age) < 0 ? active : age;
        return createdAt(id).plusSeconds(span.toSeconds() * number / count);
    }

    /** The number of months that commits take. */
    static int months(int commits) {
        return Math.ceilDiv(commits, COMMITS_PER_MONTH);
    }

    Instant headAt(int id) {
        return at(id, commits[id] - 1);
    }

    private static SplittableRandom random(int id, String purpose) {
        return new SplittableRandom(id * 0x9E3779B97F4A7C15L + purpose.hashCode() * 0xBF58476D1CE4E5B9L);
    }
}
