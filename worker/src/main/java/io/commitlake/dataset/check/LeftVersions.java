package io.commitlake.dataset.check;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The file versions that recently read commits left, by commit and path. A child's rows say which version they replace,
 * and most parents are read shortly before their children. At most {@value #MOST} versions are held, so older parents
 * aren't compared.
 */
final class LeftVersions {
    static final int MOST = 50_000;

    private final Map<String, Map<String, Optional<Version>>> byCommit = new LinkedHashMap<>();
    private int held;

    /** A file's mode and SHA-1. */
    record Version(String mode, String sha) {}

    /** The versions that one commit left. */
    static final class OfCommit {
        private final Map<String, Optional<Version>> versions = new HashMap<>();

        /**
         * Adds a changed path; a path with several rows is left out.
         *
         * @param version the version after the change; empty if the file was removed
         */
        void add(String path, Optional<Version> version) {
            if (versions.size() < MOST) {
                versions.merge(path, version, (one, other) -> AMBIGUOUS);
            }
        }
    }

    /** Stands for a path with several rows, which a doubled name in a tree or names that decode alike have. */
    private static final Optional<Version> AMBIGUOUS = Optional.of(new Version("0", ""));

    /** Adds a commit, and forgets the commits that were added first if there are too many versions. */
    void add(String commit, OfCommit left) {
        if (byCommit.putIfAbsent(commit, left.versions) == null) {
            held += left.versions.size();
        }
        Iterator<Map<String, Optional<Version>>> eldest = byCommit.values().iterator();
        while (held > MOST && eldest.hasNext()) {
            held -= eldest.next().size();
            eldest.remove();
        }
    }

    /**
     * The version of a file in a commit's tree; null if the commit isn't held or didn't change the file.
     *
     * @return empty if the commit removed the file
     */
    @Nullable
    Optional<Version> find(String commit, String path) {
        Optional<Version> version = byCommit.getOrDefault(commit, Map.of()).get(path);
        return AMBIGUOUS.equals(version) ? null : version;
    }
}
