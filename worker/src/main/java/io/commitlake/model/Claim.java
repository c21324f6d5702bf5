package io.commitlake.model;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What an export is to hold, put once before it begins: from then on the export is a pure function of it.
 *
 * @param export which
 * @param tip it holds what the tip reaches
 * @param frontiers the tips of all earlier completed exports, oldest first: it holds nothing that they reach
 * @param url of the repository, as GitHub gives it
 * @param source of history: {@code git} or {@code api}
 * @param format version of the rows and files, with git's
 */
public record Claim(Export export, Tip tip, List<String> frontiers, String url, String source, String format) {
    /** The names of all sources of history. */
    private static final Set<String> SOURCES = Set.of("git", "api");

    public Claim {
        Objects.requireNonNull(export, "a claim is of an export");
        Objects.requireNonNull(tip, "a claim has a tip");
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
