package io.commitlake.job.work;

/** Shows a person how far the work is. Thread-safe. */
public interface Progress extends AutoCloseable {
    /** One piece of work, mostly one repository. */
    interface Task {
        /** Shows the current stage, in a word or two. */
        void stage(String words);

        /**
         * Starts a count, which {@link #step} advances.
         *
         * @param unit the plural of the counted noun, such as {@code commits}
         */
        void count(long total, String unit);

        void step(long more);

        /** Shows more words beside the count from now on. */
        void detail(String words);

        /** Ends the task with its outcome. */
        void end(String words);
    }

    /** The task of work that nobody is shown. */
    Task NONE = new Task() {
        @Override
        public void stage(String words) {}

        @Override
        public void count(long total, String unit) {}

        @Override
        public void step(long more) {}

        @Override
        public void detail(String words) {}

        @Override
        public void end(String words) {}
    };

    /** Begins a piece of work. */
    Task begin(String name);

    /** Prints a line. */
    void print(String line);

    @Override
    void close();
}
