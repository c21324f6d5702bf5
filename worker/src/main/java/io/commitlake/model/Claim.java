package io.commitlake.model;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The definition of an export. A worker stores the claim before it starts, and no one changes the claim afterwards, so
 * that the export's files depend on the claim alone.
 *
 * @param export the export's repository and number
 * @param tip the newest commit; the export has the commits that the tip reaches
 * @param frontiers the tips of all earlier completed exports, oldest first; the export has no commit that they reach
 * @param url the repository's URL as GitHub reports it
 * @param source the source of history: {@code git} or {@code api}
 * @param format the versions that the bytes of the files depend on, as {@link Format} writes them
 */
public record Claim(Export export, Tip tip, List<String> frontiers, String url, String source, String format) {
    private static final Set<String> SOURCES = Set.of("git", "api");

    public Claim {
        Objects.requireNonNull(export, "a claim needs an export");
        Objects.requireNonNull(tip, "a claim needs a tip");
        frontiers = List.copyOf(frontiers);
        frontiers.forEach(Sha::of);
        RepositoryUrl.of(url);
        if (!SOURCES.contains(source)) {
            throw new IllegalArgumentException("not a source of history: \"" + source + "\" (it should be git or api)");
        }
        if (format.isBlank()) {
            throw new IllegalArgumentException("the claim of export " + export + " has no format");
        }
    }
}
