package io.commitlake.sandbox.synthetic;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Describes the generated repositories: the same ones for the same values, on any day and machine.
 *
 * @param count the total number, including those of the bursts
 * @param seed the seed of all random choices
 * @param bursts the times when many are created at once; the others are spread from 2008 to 2025, with rising density
 */
public record SyntheticRepositories(int count, long seed, List<CreationBurst> bursts) {
    private static final int MAX_COUNT = 1_000_000;
    private static final long FIRST_ID = 1_000_000;
    private static final Instant FROM = Instant.parse("2008-01-01T00:00:00Z");
    private static final Instant UNTIL = Instant.parse("2026-01-01T00:00:00Z");
    private static final int PER_OWNER = 5;

    public SyntheticRepositories {
        if (count < 0 || count > MAX_COUNT) {
            throw new IllegalArgumentException("--synthetic must be 0 to " + MAX_COUNT + ", not " + count + ".");
        }
        bursts = List.copyOf(bursts);
        long inBursts = bursts.stream().mapToLong(CreationBurst::count).sum();
        if (inBursts > count) {
            throw new IllegalArgumentException("The crowds hold " + inBursts + " repositories, but --synthetic is "
                    + count + ": raise --synthetic.");
        }
    }

    public static SyntheticRepositories of(int count, long seed) {
        return new SyntheticRepositories(count, seed, List.of());
    }

    public SyntheticRepositories with(CreationBurst burst) {
        List<CreationBurst> more = new ArrayList<>(bursts);
        more.add(burst);
        return new SyntheticRepositories(count, seed, more);
    }

    /** The repositories {@code synthetic-M/repository-N} by time of creation, which is also the order of their ids. */
    public List<SyntheticRepository> repositories() {
        SplittableRandom random = new SplittableRandom(seed);
        List<Instant> created = new ArrayList<>();
        for (CreationBurst burst : bursts) {
            for (int i = 0; i < burst.count(); i++) {
                created.add(burst.from()
                        .truncatedTo(ChronoUnit.SECONDS)
                        .plusSeconds(random.nextLong(burst.span().toSeconds())));
            }
        }
        long span = ChronoUnit.SECONDS.between(FROM, UNTIL);
        while (created.size() < count) {
            created.add(FROM.plusSeconds((long) (span * StrictMath.sqrt(random.nextDouble()))));
        }
        created.sort(Comparator.naturalOrder());
        List<SyntheticRepository> repositories = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String owner = "synthetic-" + random.nextInt(count / PER_OWNER + 1);
            repositories.add(new SyntheticRepository(
                    FIRST_ID + i, owner + "/repository-" + i, created.get(i), stars(random), random.nextLong()));
        }
        return repositories;
    }

    /** Few repositories have many stars: a tenth have more than 140, a hundredth more than 2,400. */
    private static long stars(SplittableRandom random) {
        return (long) (10 * StrictMath.pow(1 - random.nextDouble(), -1.2)) - 10;
    }
}
