package io.commitlake.dataset.check;

import io.commitlake.dataset.Fault;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Passes faults on as they are found: the first of each file, so that every faulty file is named, and the first
 * {@value #SHOWN_PER_KIND} of each kind. Counts the others.
 */
final class Faults {
    static final int SHOWN_PER_KIND = 20;

    /** The kinds of faults. */
    enum Kind {
        FILES("missing or unexpected files"),
        BYTES("files that differ from the ledger"),
        UNREADABLE("unreadable files"),
        SCHEMA("wrong columns"),
        PARTITION("rows in the wrong partition"),
        ORDER("rows out of order"),
        VALUE("invalid values"),
        PEOPLE("names and e-mails that the dataset doesn't keep like this"),
        DOUBLE("duplicate rows"),
        STRAY("rows without a commit"),
        SUMS("commits that disagree with their file changes"),
        STATES("file changes and file states that disagree"),
        CONTENTS("file states and file contents that disagree"),
        PARENTS("missing commits");

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
        if (found.merge(kind, 1, Integer::sum) <= SHOWN_PER_KIND || !named.contains(file)) {
            named.add(file);
            to.accept(new Fault(file, what));
        } else {
            unshown.merge(kind, 1, Integer::sum);
            lastFile.put(kind, file);
        }
    }

    /** Reports how many faults of each kind weren't shown, and returns the number of all faults. */
    long finish() {
        unshown.forEach((kind, count) -> to.accept(new Fault(
                lastFile.getOrDefault(kind, ""),
                "is the last of " + count + " more faults of this kind: " + kind.plural)));
        return found.values().stream().mapToLong(Integer::longValue).sum();
    }
}
