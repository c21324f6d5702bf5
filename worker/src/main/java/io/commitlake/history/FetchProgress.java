package io.commitlake.history;

/** Receives the progress of a fetch. Thread-safe; its methods return at once. */
public interface FetchProgress {
    /** Ignores it. */
    FetchProgress NONE = new FetchProgress() {
        @Override
        public void received(long bytes) {}

        @Override
        public void indexing(long objects) {}

        @Override
        public void indexed(long objects) {}
    };

    /** More bytes have arrived. Nobody knows how many there will be. */
    void received(long bytes);

    /**
     * All bytes are here, and their objects are indexed next.
     *
     * @param objects the number of objects
     */
    void indexing(long objects);

    /** More objects are indexed. */
    void indexed(long objects);
}
