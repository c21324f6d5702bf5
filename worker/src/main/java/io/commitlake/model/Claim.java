package io.commitlake.model;

import java.util.List;

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
    public Claim {
        frontiers = List.copyOf(frontiers);
        frontiers.forEach(Sha::of);
    }
}
