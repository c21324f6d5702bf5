package io.commitlake.sandbox.control;

import io.commitlake.sandbox.hub.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides which requests fail, by the rules that tests add. Thread-safe. */
public final class FaultInjector {
    private final List<RuleState> states = new ArrayList<>();

    /**
     * The progress of a rule.
     *
     * @param seen the requests that matched the rule
     * @param done the requests that failed because of the rule
     */
    public record Progress(FaultRule rule, int seen, int done) {}

    private static final class RuleState {
        private final FaultRule rule;
        private int seen;
        private int done;

        RuleState(FaultRule rule) {
            this.rule = rule;
        }

        boolean isDue() {
            seen++;
            return seen > rule.after() && done < rule.times();
        }
    }

    public synchronized void add(FaultRule rule) {
        states.add(new RuleState(rule));
    }

    public synchronized void clear() {
        states.clear();
    }

    /** The progress of each rule, in the order that the rules were added. */
    public synchronized List<Progress> progress() {
        return states.stream()
                .map(state -> new Progress(state.rule, state.seen, state.done))
                .toList();
    }

    /**
     * The fault of the first rule that is due for a request. Other rules that match count the request too.
     *
     * @param request the method, path and query, such as {@code GET /repos/o/n?page=2}
     */
    public synchronized Optional<Fault> next(RequestKind kind, String request, Tokens.Caller caller) {
        Optional<RuleState> due = Optional.empty();
        for (RuleState state : states) {
            if (state.rule.matches(kind, request, caller) && state.isDue() && due.isEmpty()) {
                due = Optional.of(state);
            }
        }
        due.ifPresent(state -> state.done++);
        return due.map(state -> state.rule.fault());
    }
}
