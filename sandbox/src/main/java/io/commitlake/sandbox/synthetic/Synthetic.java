package io.commitlake.sandbox.synthetic;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Which repositories are made up; the same for the same values, on any day and any machine.
 *
 * @param count in all, the crowds' included
 * @param crowds where many come at once; the others are spread from 2008 to the end of 2025, ever more of them
 */
public record Synthetic(int count, long seed, List<Crowd> crowds) {
    private static final int MOST = 1_000_000;
    private static final long FIRST_ID = 1_000_000;
    private static final Instant FROM = Instant.parse("2008-01-01T00:00:00Z");
    private static final Instant UNTIL = Instant.parse("2026-01-01T00:00:00Z");
    private static final int AN_OWNERS = 5;

    public Synthetic {
        if (count < 0 || count > MOST) {
            throw new IllegalArgumentException("--synthetic is 0 to " + MOST + ", not " + count + ".");
        }
        crowds = List.copyOf(crowds);
        long crowded = crowds.stream().mapToLong(Crowd::count).sum();
        if (crowded > count) {
            throw new IllegalArgumentException(
                    "The crowds hold " + crowded + " repositories, of " + count + " in all: make --synthetic more.");
        }
    }

    public static Synthetic of(int count, long seed) {
        return new Synthetic(count, seed, List.of());
    }

    public Synthetic with(Crowd crowd) {
        List<Crowd> more = new ArrayList<>(crowds);
        more.add(crowd);
        return new Synthetic(count, seed, more);
    }

    /** In the order of their creation, which is that of their ids: {@code synthetic-M/repository-N}. */
    public List<Sketch> sketches() {
        SplittableRandom random = new SplittableRandom(seed);
        List<Instant> created = new ArrayList<>();
        for (Crowd crowd : crowds) {
            for (int i = 0; i < crowd.count(); i++) {
                created.add(crowd.from()
                        .truncatedTo(ChronoUnit.SECONDS)
                        .plusSeconds(random.nextLong(crowd.span().toSeconds())));
            }
        }
        long span = ChronoUnit.SECONDS.between(FROM, UNTIL);
        while (created.size() < count) {
            created.add(FROM.plusSeconds((long) (span * StrictMath.sqrt(random.nextDouble()))));
        }
        created.sort(Comparator.naturalOrder());
        List<Sketch> sketches = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String owner = "synthetic-" + random.nextInt(count / AN_OWNERS + 1);
            sketches.add(new Sketch(
                    FIRST_ID + i, owner + "/repository-" + i, created.get(i), stars(random), random.nextLong()));
        }
        return sketches;
    }

    /** Few have many: a tenth has more than 140, a hundredth more than 2,400. */
    private static long stars(SplittableRandom random) {
        return (long) (10 * StrictMath.pow(1 - random.nextDouble(), -1.2)) - 10;
    }
}
