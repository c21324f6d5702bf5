package io.commitlake.job.work;

/** A task that passes everything on to another one. Subclasses override what they also need themselves. */
public abstract class ForwardingTask implements Progress.Task {
    private final Progress.Task next;

    /** Creates a task that passes everything on to {@code next}. */
    protected ForwardingTask(Progress.Task next) {
        this.next = next;
    }

    @Override
    public void stage(Progress.Stage stage) {
        next.stage(stage);
    }

    @Override
    public void count(long total, String unit) {
        next.count(total, unit);
    }

    @Override
    public void step(long more) {
        next.step(more);
    }

    @Override
    public void detail(String words) {
        next.detail(words);
    }

    @Override
    public void result(TaskResult result) {
        next.result(result);
    }

    @Override
    public void end(String words) {
        next.end(words);
    }

    @Override
    public void fail(String words) {
        next.fail(words);
    }
}
