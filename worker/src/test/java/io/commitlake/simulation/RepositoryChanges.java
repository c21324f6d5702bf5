package io.commitlake.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * The ways in which the repositories of one simulation change: forward, by merges of older branches and of commits that the
 * branch has left, back, and by rewrites of one or more commits, whose old commits GitHub collects sooner or later. They may
 * be gone, blocked or renamed for a while. In most simulations, some ways are frequent and others never happen.
 */
final class RepositoryChanges {
    private enum Way {
        PUSH(3),
        LEAVE(1),
        RENAME(1),
        REWRITE(3),
        AMEND(1),
        COLLECT(1),
        GO_BACK(1),
        MERGE_LATE(2),
        MERGE_LEFT(1);

        private final int usual;

        Way(int usual) {
            this.usual = usual;
        }
    }

    private static final int[] FACTORS = {0, 1, 4};

    private final Scheduler scheduler;
    private final Random random;
    /** Each way as many times as it is frequent. */
    private final List<Way> ways = new ArrayList<>();

    /** The way of the changes at kills and stops: one way, or any. */
    private final Optional<Way> atFates;

    private final double collects;
    private final int mostPushed;
    private final Duration absence;

    /**
     * Draws the ways.
     *
     * @param rewrites whether branches only move forward or are rewritten, and lose their old commits at once
     */
    RepositoryChanges(Scheduler scheduler, Random random, boolean rewrites) {
        this.scheduler = scheduler;
        this.random = random;
        boolean usual = random.nextInt(3) == 0;
        for (Way way : Way.values()) {
            int factor =
                    rewrites ? rewriting(way) : usual || way == Way.PUSH ? 1 : FACTORS[random.nextInt(FACTORS.length)];
            for (int i = 0; i < way.usual * factor; i++) {
                ways.add(way);
            }
        }
        Way[] all = Way.values();
        this.atFates = rewrites
                ? Optional.of(Way.AMEND)
                : random.nextBoolean() ? Optional.of(all[random.nextInt(all.length)]) : Optional.empty();
        this.collects = rewrites || random.nextBoolean() ? 1 : 0.5;
        this.mostPushed = rewrites ? 3 : 1 + random.nextInt(3);
        this.absence = List.of(Duration.ofMinutes(5), Duration.ofHours(3), Duration.ofDays(1), Duration.ofDays(4))
                .get(random.nextInt(4));
    }

    /** How frequent a way is where branches are only pushed to and rewritten. */
    private static int rewriting(Way way) {
        return way == Way.PUSH ? 2 : way == Way.REWRITE ? 1 : 0;
    }

    /** Changes a repository in one of the ways. One that leaves comes back later. */
    void change(SimulatedRepository repository) {
        change(repository, ways.get(random.nextInt(ways.size())));
    }

    /** Changes a repository soon after a process was killed or stopped: in many simulations, always in the same way. */
    void changeAtFate(SimulatedRepository repository) {
        change(repository, atFates.orElseGet(() -> ways.get(random.nextInt(ways.size()))));
    }

    private void change(SimulatedRepository repository, Way way) {
        String words = change(repository, way, scheduler.now());
        scheduler.trace().add(scheduler.now(), "repository-" + repository.id(), () -> words);
    }

    private String change(SimulatedRepository repository, Way way, Instant now) {
        return switch (way) {
            case PUSH -> repository.push(now, 1 + random.nextInt(mostPushed));
            case LEAVE -> {
                scheduler.after(absence, repository::comeBack);
                yield repository.leave();
            }
            case RENAME -> repository.rename();
            case REWRITE -> collectedAtOnce(repository, repository.rewrite(now));
            case AMEND -> collectedAtOnce(repository, repository.amend(now));
            case COLLECT -> repository.collect();
            case GO_BACK -> repository.goBack();
            case MERGE_LATE -> repository.mergeLate(now);
            case MERGE_LEFT -> repository.mergeLeft(now);
        };
    }

    private String collectedAtOnce(SimulatedRepository repository, String words) {
        return random.nextDouble() < collects ? words + " and " + repository.collect() : words;
    }
}
