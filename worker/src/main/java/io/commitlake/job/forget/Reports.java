package io.commitlake.job.forget;

import io.commitlake.model.Json;
import io.commitlake.storage.Storage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Removes from reports what they say of repositories. Nothing but people reads them.
 *
 * <p>A late worker may put a report when nothing else knows a repository's name any more. The reports of shards have each
 * repository's id beside its name, so they tell the names by which to look.
 */
final class Reports {
    private final Storage storage;

    Reports(Storage storage) {
        this.storage = storage;
    }

    /**
     * Rewrites the reports that mention repositories.
     *
     * @param folder the folder of the reports, with its slash
     * @param names the known names of the repositories
     */
    void remove(String folder, Set<Long> repositories, Set<String> names) {
        List<String> keys = new ArrayList<>();
        storage.list(folder, listed -> keys.add(listed.key()));
        Set<String> known = new HashSet<>(names);
        int before;
        do {
            before = known.size();
            Mentions mentions = new Mentions(repositories, Set.copyOf(known));
            keys.forEach(key -> remove(key, mentions, known));
        } while (known.size() > before);
    }

    private void remove(String key, Mentions mentions, Set<String> known) {
        boolean done = false;
        while (!done) {
            Optional<Storage.Stored> report = storage.get(key);
            done = report.isEmpty() || without(key, report.get(), mentions, known);
        }
    }

    private boolean without(String key, Storage.Stored report, Mentions mentions, Set<String> known) {
        if (!mentions.in(new String(report.content(), StandardCharsets.UTF_8))) {
            return true;
        }
        try {
            JsonNode tree = Json.tree(report.content());
            known.addAll(mentions.namesIn(tree));
            mentions.removeFrom(tree);
            return storage.putIfMatch(key, Json.write(tree), report.version());
        } catch (JacksonException broken) {
            storage.delete(key);
            return true;
        }
    }
}
