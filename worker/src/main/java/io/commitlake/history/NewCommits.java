package io.commitlake.history;

import io.commitlake.model.commit.Commit;
import io.commitlake.model.commit.CommitMonth;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;

/** The commits of one export, in the order of its rows. */
public interface NewCommits extends AutoCloseable {
    /**
     * Some consecutive months, to be read by one reader; several may be read side by side.
     *
     * @param first of its months
     * @param from place of its first commit in the export, from 0
     * @param to place after its last commit
     */
    record Span(CommitMonth first, int from, int to) {
        public int commits() {
            return to - from;
        }
    }

    int size();

    /** Each distinct author's e-mail with one commit of theirs, the same at each call; commits without one are left out. */
    Map<String, String> authors();

    /** All the commits, oldest first, every month whole in one span. */
    List<Span> spans();

    /**
     * Reads a span's commits, ordered by date, then by sha.
     *
     * @param authorId the GitHub id for an e-mail of {@link #authors()}
     */
    void read(Span span, Function<String, OptionalLong> authorId, Consumer<Commit> each);

    /** Ends what reads them: after the last span it would only hold memory. */
    @Override
    void close();
}
