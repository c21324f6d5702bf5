package io.commitlake.testing;

import io.commitlake.job.work.Progress;
import java.util.ArrayList;
import java.util.List;

/** Records what the only task of a piece of work shows. */
public final class RecordedProgress implements Progress, Progress.Task {
    private final List<String> details = new ArrayList<>();
    private String name = "";
    private long total;
    private String unit = "";
    private long steps;
    private boolean ended;
    private String end = "";

    @Override
    public synchronized Task begin(String itsName) {
        if (!name.isEmpty()) {
            throw new AssertionError("a second task begins: " + itsName);
        }
        name = itsName;
        return this;
    }

    @Override
    public Batch batch(String activity, String named, long pieces, long cost) {
        throw new AssertionError("a batch begins, and not a task");
    }

    @Override
    public void stage(Progress.Stage stage) {}

    @Override
    public synchronized void count(long upTo, String itsUnit) {
        total = upTo;
        unit = itsUnit;
    }

    @Override
    public synchronized void step(long more) {
        steps += more;
    }

    @Override
    public synchronized void detail(String words) {
        details.add(words);
    }

    @Override
    public synchronized void end(String words) {
        ended = true;
        end = words;
    }

    @Override
    public void fail(String words) {
        throw new AssertionError(words);
    }

    @Override
    public void close() {}

    public synchronized List<String> details() {
        return List.copyOf(details);
    }

    /** The name, the steps, the total and the unit, such as {@code merging: 2 of 5 exports}. */
    public synchronized String counted() {
        return name + ": " + steps + " of " + total + " " + unit;
    }

    /** The words with which the task ended. */
    public synchronized String end() {
        if (!ended) {
            throw new AssertionError(name + " hasn't ended");
        }
        return end;
    }
}
