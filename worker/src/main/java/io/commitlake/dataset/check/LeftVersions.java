package io.commitlake.dataset.check;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The file versions that recently read commits left, by commit and path. A child's rows say which version they replace,
 * and most parents are read shortly before their children. At most {@value #MOST} versions are held, so older parents
 * aren't compared.
 */
final class LeftVersions {
    static final int MOST = 50_000;

    /** Stands for a removed file. */
    static final Version NO_FILE = new Version("", "");

    /** Stands for a path with several rows, which a doubled name in a tree or names that decode alike have. */
    private static final Version AMBIGUOUS = new Version("0", "");

    private final Map<String, Map<String, Version>> byCommit = new LinkedHashMap<>();
    private int held;

    /** A file's mode and SHA-1. */
    record Version(String mode, String sha) {}

    /** The versions that one commit left. */
    static final class OfCommit {
        private final Map<String, Version> versions = new HashMap<>();

        /** Adds a changed path with the version after the change, or {@link #NO_FILE}. */
        void add(String path, Version version) {
            if (versions.size() < MOST) {
                versions.merge(path, version, (one, other) -> AMBIGUOUS);
            }
        }
    }

    /** Adds a commit, and forgets the commits that were added first if there are too many versions. */
    void add(String commit, OfCommit left) {
        if (byCommit.putIfAbsent(commit, left.versions) == null) {
            held += left.versions.size();
        }
        Iterator<Map<String, Version>> eldest = byCommit.values().iterator();
        while (held > MOST && eldest.hasNext()) {
            held -= eldest.next().size();
            eldest.remove();
        }
    }

    /**
     * The version of a file in a commit's tree, or {@link #NO_FILE}; empty if the commit isn't held, didn't change the
     * file or has several rows for it.
     */
    Optional<Version> find(String commit, String path) {
        return Optional.ofNullable(byCommit.getOrDefault(commit, Map.of()).get(path))
                .filter(version -> !version.equals(AMBIGUOUS));
    }
}
