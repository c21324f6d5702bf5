package io.commitlake.job;

/** Shows a person how far the work is. Any thread may call it. */
public interface Progress extends AutoCloseable {
    /** One repository's work. */
    interface Task {
        /** What is being done now, in a word or two. */
        void stage(String words);

        /** From now on {@link #step} counts up to so many commits. */
        void commits(long total);

        void step(long commits);

        /** It has ended, so. */
        void end(String words);
    }

    /** Begins with a repository. */
    Task begin(String fullName);

    /** Says a line. */
    void say(String line);

    @Override
    void close();
}
