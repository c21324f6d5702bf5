package io.commitlake.job.doctor;

import io.commitlake.job.work.Parallel;
import io.commitlake.model.CommitlakeException;
import io.commitlake.storage.Storage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * Checks that a store has the rights and the semantics on which exactly-once exports rest: it puts, reads, lists and
 * removes an object of its own, and sees whether conditional puts are refused when they should be.
 */
public final class StoreCheck {
    /** Outside of the dataset's folders, so that a process that is killed here leaves no trace in them. */
    static final String FOLDER = "_doctor/";

    private static final int RACERS = 8;

    private final Storage storage;

    public StoreCheck(Storage storage) {
        this.storage = storage;
    }

    /**
     * Runs the check.
     *
     * @throws CommitlakeException of kind STORE or SETTINGS if the store refuses a request
     */
    public List<Finding> run() {
        storage.check();
        String key = FOLDER + UUID.randomUUID();
        List<Finding> broken = new ArrayList<>();
        try {
            race(key, broken);
            replace(key, broken);
            boolean[] listed = {false};
            storage.list(FOLDER, found -> listed[0] |= found.key().equals(key));
            if (!listed[0]) {
                broken.add(
                        broken("a listing lacks an object that was just put, so readers and merges would miss files"));
            }
        } finally {
            storage.delete(key);
        }
        if (storage.get(key).isPresent()) {
            broken.add(broken("an object is still there after its removal"));
        }
        return broken.isEmpty()
                ? List.of(Finding.ok(
                        "store", storage.location() + ": puts, conditional puts, reads, listings and removals work"))
                : broken;
    }

    /** Only one of several puts at the same time may win. */
    private void race(String key, List<Finding> broken) {
        try (ExecutorService threads = Executors.newFixedThreadPool(RACERS)) {
            List<Boolean> won = Parallel.map(
                    threads,
                    IntStream.range(0, RACERS).boxed().toList(),
                    racer -> storage.putIfAbsent(key, content("racer " + racer)));
            long winners = won.stream().filter(Boolean::booleanValue).count();
            if (winners != 1) {
                broken.add(
                        broken(winners + " of " + RACERS + " puts with If-None-Match at the same time succeeded instead"
                                + " of one, so two workers could define the same export"));
            }
        }
    }

    /** A put for an object that has changed since must be refused, and one for its current version must not. */
    private void replace(String key, List<Finding> broken) {
        String before = storage.get(key).orElseThrow().version();
        if (!storage.putIfMatch(key, content("first"), before)) {
            broken.add(
                    broken("a put with If-Match and the object's own ETag is refused, so merges can't change a row"));
        }
        if (storage.putIfMatch(key, content("second"), before)) {
            broken.add(
                    broken("a put with If-Match and an old ETag succeeds, so two merges could overwrite each other"));
        }
    }

    private static byte[] content(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Finding broken(String words) {
        return Finding.failure(
                "store",
                storage.location() + ": " + words
                        + ": use a store with S3's conditional writes, see docs/reference.md");
    }
}
