package io.commitlake.sandbox.control;

import io.commitlake.sandbox.hub.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The faults on order. For many threads. */
public final class Faults {
    private final List<Standing> orders = new ArrayList<>();

    /**
     * How far an order has come.
     *
     * @param seen requests it fits
     * @param done those that failed for it
     */
    public record Progress(Order order, int seen, int done) {}

    private static final class Standing {
        private final Order order;
        private int seen;
        private int done;

        Standing(Order order) {
            this.order = order;
        }

        boolean isDue() {
            seen++;
            return seen > order.after() && done < order.times();
        }
    }

    public synchronized void order(Order order) {
        orders.add(new Standing(order));
    }

    public synchronized void clear() {
        orders.clear();
    }

    /** In the order they were given. */
    public synchronized List<Progress> progress() {
        return orders.stream()
                .map(standing -> new Progress(standing.order, standing.seen, standing.done))
                .toList();
    }

    /**
     * What shall go wrong with a request: the first order that is due. The others that fit have seen it too.
     *
     * @param what method, path and query
     */
    public synchronized Optional<Fault> next(Kind kind, String what, Tokens.Caller caller) {
        Optional<Standing> due = Optional.empty();
        for (Standing standing : orders) {
            if (standing.order.fits(kind, what, caller) && standing.isDue() && due.isEmpty()) {
                due = Optional.of(standing);
            }
        }
        due.ifPresent(standing -> standing.done++);
        return due.map(standing -> standing.order.fault());
    }
}
