package io.commitlake.sandbox.control;

import io.commitlake.sandbox.hub.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The faults on order. For many threads. */
public final class FaultInjector {
    private final List<RuleState> states = new ArrayList<>();

    /**
     * How far an order has come.
     *
     * @param seen requests it fits
     * @param done those that failed for it
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

    /** In the order they were given. */
    public synchronized List<Progress> progress() {
        return states.stream()
                .map(state -> new Progress(state.rule, state.seen, state.done))
                .toList();
    }

    /**
     * What shall go wrong with a request: the first order that is due. The others that fit have seen it too.
     *
     * @param what method, path and query
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
