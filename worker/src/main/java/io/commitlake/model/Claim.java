package io.commitlake.model;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The definition of an export. A worker stores the claim before it starts, and no one changes the claim afterwards, so
 * that the export's files depend on the claim alone.
 *
 * @param export the export's repository and number
 * @param tip the newest commit; the export has the commits that the tip reaches
 * @param frontiers the tips of earlier completed exports, without those that another one reaches; the export has no
 *     commit that they reach
 * @param reached those of the frontiers that the tip reaches, and the tip itself if a frontier reaches it: they aren't
 *     frontiers of later exports. Empty if unknown, as in claims of versions that didn't note it
 * @param lost the frontiers that GitHub no longer had, each with the number of the export that noted it first. They
 *     aren't asked for again: earlier exports with a lower number hold what they reach
 * @param url the repository's URL as GitHub reports it
 * @param source the source of history: {@code git} or {@code api}
 * @param format the versions that the bytes of the files depend on, as {@link Format} writes them
 */
public record Claim(
        Export export,
        Tip tip,
        List<String> frontiers,
        Optional<List<String>> reached,
        @JsonSetter(nulls = Nulls.AS_EMPTY) Map<String, Long> lost,
        String url,
        String source,
        String format) {
    private static final Set<String> SOURCES = Set.of("git", "api");

    public Claim {
        Objects.requireNonNull(export, "a claim needs an export");
        Objects.requireNonNull(tip, "a claim needs a tip");
        frontiers = List.copyOf(frontiers);
        frontiers.forEach(Sha::of);
        reached = reached.map(List::copyOf);
        reached.ifPresent(shas -> shas.forEach(Sha::of));
        lost = Map.copyOf(lost);
        if (!frontiers.containsAll(lost.keySet())) {
            throw new IllegalArgumentException("the claim of export " + export + " has lost the frontiers "
                    + lost.keySet() + ", but its frontiers are " + frontiers);
        }
        RepositoryUrl.of(url);
        if (!SOURCES.contains(source)) {
            throw new IllegalArgumentException("not a source of history: \"" + source + "\" (it should be git or api)");
        }
        if (format.isBlank()) {
            throw new IllegalArgumentException("the claim of export " + export + " has no format");
        }
    }

    /**
     * The frontiers of the export after this one, if this one completes: these frontiers and the tip, without those that
     * another one is known to reach.
     */
    public List<String> nextFrontiers() {
        Set<String> next = new LinkedHashSet<>(frontiers);
        next.add(tip.sha());
        reached.ifPresent(next::removeAll);
        return List.copyOf(next);
    }
}
