package io.commitlake.job.work;

/** Shows a person how far the work is. Any thread may call it. */
public interface Progress extends AutoCloseable {
    /** One piece of work, a repository's mostly. */
    interface Task {
        /** What is being done now, in a word or two. */
        void stage(String words);

        /**
         * From now on {@link #step} counts up to so many.
         *
         * @param unit what is counted, {@code commits}
         */
        void count(long total, String unit);

        void step(long more);

        /** What stands beside the count from now on. */
        void detail(String words);

        /** It has ended, so. */
        void end(String words);
    }

    /** Begins with a piece of work. */
    Task begin(String name);

    /** Says a line. */
    void print(String line);

    @Override
    void close();
}
