package io.commitlake.dataset.check;

import io.commitlake.dataset.Fault;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Hands faults on as they are found: of every file the first, so that none goes unnamed, of each kind so many, and then
 * only their number.
 */
final class Faults {
    static final int SHOWN_OF_A_KIND = 20;

    /** What can be wrong. */
    enum Kind {
        FILES("files that are not there, or should not be"),
        BYTES("files with other bytes than the ledger says"),
        UNREADABLE("files that can't be read"),
        SCHEMA("other columns"),
        PARTITION("rows in the wrong partition"),
        ORDER("rows out of order"),
        VALUE("values that can't be"),
        DOUBLE("rows twice"),
        STRAY("rows without their commit"),
        SUMS("commits that differ from their file changes"),
        STATES("file changes and file states that differ"),
        PARENTS("commits that are missing");

        private final String plural;

        Kind(String plural) {
            this.plural = plural;
        }
    }

    private final Consumer<Fault> to;
    private final Map<Kind, Integer> found = new EnumMap<>(Kind.class);
    private final Map<Kind, Integer> unshown = new EnumMap<>(Kind.class);
    private final Map<Kind, String> lastFile = new EnumMap<>(Kind.class);
    private final Set<String> named = new HashSet<>();

    Faults(Consumer<Fault> to) {
        this.to = to;
    }

    void add(Kind kind, String file, String what) {
        if (found.merge(kind, 1, Integer::sum) <= SHOWN_OF_A_KIND || !named.contains(file)) {
            named.add(file);
            to.accept(new Fault(file, what));
        } else {
            unshown.merge(kind, 1, Integer::sum);
            lastFile.put(kind, file);
        }
    }

    /** Says how many were not shown, and returns how many there were. */
    long finish() {
        unshown.forEach((kind, count) -> to.accept(new Fault(
                lastFile.getOrDefault(kind, ""), "is the last of " + count + " more of these: " + kind.plural)));
        return found.values().stream().mapToLong(Integer::longValue).sum();
    }
}
