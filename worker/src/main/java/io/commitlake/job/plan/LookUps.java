package io.commitlake.job.plan;

import io.commitlake.github.GitHub;
import io.commitlake.github.Lookup;
import io.commitlake.github.RepositoryRef;
import io.commitlake.job.work.Parallel;
import io.commitlake.model.Repository;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Asks GitHub for repositories, several requests at once, and passes the answers and the decisions on in the order of the
 * repositories. The pool of threads limits the requests; GitHub allows 100 at once for all of a user's tokens.
 */
final class LookUps implements AutoCloseable {
    /** More than there are threads, so that a slow request keeps no other one waiting. */
    private static final int BATCHES_IN_FLIGHT = 32;

    /**
     * A repository with GitHub's answer and what it means for the plan.
     *
     * @param at the time of the answer
     */
    record Seen(Repository row, Lookup lookup, Instant at, Decision decision) {}

    /**
     * A repository to ask for.
     *
     * @param known GitHub's answer, if it is known already
     */
    private record Asked(Repository row, Optional<Lookup> known) {
        RepositoryRef ref() {
            return new RepositoryRef(row.id(), row.nodeId());
        }
    }

    private final GitHub github;
    private final Decisions decisions;
    private final Clock clock;
    private final ExecutorService threads;
    private final Consumer<Seen> to;
    private final Deque<Future<List<Future<Seen>>>> inFlight = new ArrayDeque<>();
    private List<Asked> batch = new ArrayList<>();
    private volatile boolean abandoned;

    /** The thread that adds repositories also receives the answers. */
    LookUps(GitHub github, Decisions decisions, Clock clock, ExecutorService threads, Consumer<Seen> to) {
        this.github = github;
        this.decisions = decisions;
        this.clock = clock;
        this.threads = threads;
        this.to = to;
    }

    /** Asks for a repository, unless GitHub's answer is known already. */
    void add(Repository row, Optional<Lookup> known) {
        batch.add(new Asked(row, known));
        if (batch.size() == GitHub.BATCH) {
            send();
        }
    }

    /** Waits for all answers. */
    void finish() {
        send();
        while (!inFlight.isEmpty()) {
            passOnOldest();
        }
    }

    private void send() {
        List<Asked> full = batch;
        batch = new ArrayList<>();
        if (inFlight.size() == BATCHES_IN_FLIGHT) {
            passOnOldest();
        }
        inFlight.add(threads.submit(() -> shown(full)));
    }

    /** Asks GraphQL for a batch. What it doesn't show is asked for by id. */
    private List<Future<Seen>> shown(List<Asked> all) {
        checkAbandoned();
        List<RepositoryRef> unknown = all.stream()
                .filter(asked -> asked.known().isEmpty())
                .map(Asked::ref)
                .toList();
        Iterator<Optional<Lookup>> shown = github.shown(unknown).iterator();
        Instant at = clock.instant();
        List<Future<Seen>> seen = new ArrayList<>(all.size());
        for (Asked asked : all) {
            Optional<Lookup> lookup = asked.known().or(shown::next);
            seen.add(threads.submit(() -> lookup.isPresent() ? decided(asked, lookup.get(), at) : decidedById(asked)));
        }
        return seen;
    }

    private Seen decidedById(Asked asked) {
        checkAbandoned();
        Lookup lookup = github.byId(asked.ref());
        return decided(asked, lookup, clock.instant());
    }

    private Seen decided(Asked asked, Lookup lookup, Instant at) {
        checkAbandoned();
        return new Seen(asked.row(), lookup, at, decisions.decide(asked.row(), lookup));
    }

    private void passOnOldest() {
        waitForOldest().forEach(to);
    }

    private List<Seen> waitForOldest() {
        return Parallel.all(Parallel.all(List.of(inFlight.remove())).getFirst());
    }

    private void checkAbandoned() {
        if (abandoned) {
            throw new Parallel.Abandoned();
        }
    }

    /** After a failure, waits until no request runs any more. */
    @Override
    public void close() {
        abandoned = true;
        while (!inFlight.isEmpty()) {
            try {
                waitForOldest();
            } catch (RuntimeException | Error alsoFailed) {
                // The first failure says why.
            }
        }
    }
}
