package io.commitlake.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The ways in which the repositories of one simulation change: forward, by merges of older branches and of commits that the
 * branch has left, back, and by rewrites whose old commits GitHub collects sooner or later. They may be gone, blocked or renamed for a while. In most
 * simulations, some ways are frequent and others never happen.
 */
final class RepositoryChanges {
    private enum Way {
        PUSH(3),
        LEAVE(1),
        RENAME(1),
        REWRITE(3),
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

    private final double collects;
    private final int mostPushed;
    private final Duration absence;

    RepositoryChanges(Scheduler scheduler, Random random) {
        this.scheduler = scheduler;
        this.random = random;
        boolean usual = random.nextInt(3) == 0;
        for (Way way : Way.values()) {
            int factor = usual || way == Way.PUSH ? 1 : FACTORS[random.nextInt(FACTORS.length)];
            for (int i = 0; i < way.usual * factor; i++) {
                ways.add(way);
            }
        }
        this.collects = random.nextBoolean() ? 1 : 0.5;
        this.mostPushed = 1 + random.nextInt(3);
        this.absence = List.of(Duration.ofMinutes(5), Duration.ofHours(3), Duration.ofDays(1), Duration.ofDays(4))
                .get(random.nextInt(4));
    }

    /** Changes a repository in one of the ways. One that leaves comes back later. */
    void change(SimulatedRepository repository) {
        String words = change(repository, ways.get(random.nextInt(ways.size())), scheduler.now());
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
            case REWRITE -> {
                String words = repository.rewrite(now);
                yield random.nextDouble() < collects ? words + " and " + repository.collect() : words;
            }
            case COLLECT -> repository.collect();
            case GO_BACK -> repository.goBack();
            case MERGE_LATE -> repository.mergeLate(now);
            case MERGE_LEFT -> repository.mergeLeft(now);
        };
    }
}
