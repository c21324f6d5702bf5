package io.commitlake.github;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Many questions in few requests. */
final class Batches {
    /** As many as {@code nodes(ids:)} takes. */
    private static final int MOST = 100;

    private Batches() {}

    /**
     * Asks 100 at a time, and half as many where that was too much.
     *
     * @param ask gives the answers in the order of the questions, or nothing where they were too many; one never is
     */
    static <Q, A> List<A> ask(List<Q> questions, Function<List<Q>, Optional<List<A>>> ask) {
        List<A> answers = new ArrayList<>(questions.size());
        for (int from = 0; from < questions.size(); from += MOST) {
            answers.addAll(halved(questions.subList(from, Math.min(questions.size(), from + MOST)), ask));
        }
        return answers;
    }

    private static <Q, A> List<A> halved(List<Q> batch, Function<List<Q>, Optional<List<A>>> ask) {
        Optional<List<A>> answers = ask.apply(batch);
        if (answers.isPresent()) {
            return answers.get();
        }
        int middle = batch.size() / 2;
        List<A> both = new ArrayList<>(halved(batch.subList(0, middle), ask));
        both.addAll(halved(batch.subList(middle, batch.size()), ask));
        return both;
    }
}
