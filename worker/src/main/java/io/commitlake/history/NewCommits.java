package io.commitlake.history;

import io.commitlake.model.commit.Commit;
import io.commitlake.model.commit.CommitMonth;
import io.commitlake.model.commit.EmailUse;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;

/** One export's commits, in the order of its rows. */
public interface NewCommits extends AutoCloseable {
    /**
     * Some consecutive months for one reader; several spans may be read in parallel.
     *
     * @param first the first of its months
     * @param from the index of its first commit in the export, from 0
     * @param to the index after its last commit
     */
    record Span(CommitMonth first, int from, int to) {
        public int commits() {
            return to - from;
        }
    }

    int size();

    /** Maps each e-mail of an author or a committer to its first use, the same on every call. */
    Map<String, EmailUse> emails();

    /** Spans of all the commits, oldest first. No month is split between spans. */
    List<Span> spans();

    /**
     * Reads a span's commits, ordered by date, then by SHA.
     *
     * @param userId finds the GitHub user ID for an e-mail in {@link #emails()}
     */
    void read(Span span, Function<String, OptionalLong> userId, Consumer<Commit> each);

    /**
     * Reads blobs that these commits left, exactly as Git has them. One thread may read them, after all spans.
     *
     * @param sizes the sizes in bytes of the blobs, by SHA; all of them are in memory at once
     * @return the contents, by SHA
     */
    Map<String, byte[]> contents(Map<String, Long> sizes);

    /** Ends the processes that read the commits, which would hold memory after the last span. */
    @Override
    void close();
}
