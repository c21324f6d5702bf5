package io.commitlake.job.work;

/** Shows a person how far the work is. Thread-safe. */
public interface Progress extends AutoCloseable {
    /** The stages of a repository's export, in their order. */
    enum Stage {
        LOOKING_UP("looking up", "looking up", 0, 0),
        WAITING("waiting for its turn", "waiting", 0, 0),
        FETCHING("fetching", "fetching", 0, 0.15),
        /** A part of the fetch in reports. */
        INDEXING("reading the pack", "fetching", 0.15, 0.3),
        WRITING("writing rows", "writing", 0.3, 0.85),
        PUTTING("putting files", "putting", 0.85, 1);

        private final String words;
        private final String inReports;
        private final double begin;
        private final double end;

        Stage(String words, String inReports, double begin, double end) {
            this.words = words;
            this.inReports = inReports;
            this.begin = begin;
            this.end = end;
        }

        /** The stage in a few words, such as {@code fetching}. */
        public String words() {
            return words;
        }

        /** The stage's name in reports. */
        public String inReports() {
            return inReports;
        }

        /** The part of the work that is usually done when the stage begins, from 0 to 1. */
        public double begin() {
            return begin;
        }

        /** The part of the work that is usually done when the stage ends, from 0 to 1. */
        public double end() {
            return end;
        }
    }

    /** One piece of work, mostly one repository. */
    interface Task {
        /** Begins a stage. The count of the last one ends. */
        void stage(Stage stage);

        /**
         * Starts a count, which {@link #step} advances.
         *
         * @param total where the count ends; 0 if nobody knows
         * @param unit the plural of the counted noun, such as {@code commits}
         */
        void count(long total, String unit);

        void step(long more);

        /** Shows more words beside the count from now on. */
        void detail(String words);

        /** Gives programs the result of the task, before it ends. */
        default void result(TaskResult result) {}

        /** Ends the task with its outcome; shows nothing of it if that is empty. */
        void end(String words);

        /** Ends the task with a failure, which a person should see at once. */
        void fail(String words);
    }

    /** Pieces of work of one kind, several of which may run at once. */
    interface Batch extends AutoCloseable {
        /**
         * Begins a piece.
         *
         * @param cost its expected cost, in the unit of the batch's cost
         */
        Task begin(String name, long cost);

        @Override
        void close();
    }

    /** A task that shows nothing. */
    Task NONE = new Task() {
        @Override
        public void stage(Stage stage) {}

        @Override
        public void count(long total, String unit) {}

        @Override
        public void step(long more) {}

        @Override
        public void detail(String words) {}

        @Override
        public void end(String words) {}

        @Override
        public void fail(String words) {}
    };

    /** Begins a piece of work that stands alone. */
    Task begin(String name);

    /**
     * Begins a batch.
     *
     * @param activity what it does, such as {@code exporting}
     * @param unit the plural of a piece, such as {@code repositories}
     * @param pieces the number of pieces
     * @param cost the sum of the pieces' costs, in any unit; the time left is estimated from it
     */
    Batch batch(String activity, String unit, long pieces, long cost);

    @Override
    void close();
}
