package io.commitlake.job.forget;

import io.commitlake.model.Json;
import io.commitlake.storage.Storage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Removes from reports what they say of repositories. Nothing but people reads them. */
final class Reports {
    private final Storage storage;

    Reports(Storage storage) {
        this.storage = storage;
    }

    /**
     * Rewrites the reports that mention repositories.
     *
     * @param folder the folder of the reports, with its slash
     */
    void remove(String folder, Mentions mentions) {
        List<String> keys = new ArrayList<>();
        storage.list(folder, listed -> keys.add(listed.key()));
        keys.forEach(key -> {
            boolean done = false;
            while (!done) {
                Optional<Storage.Stored> report = storage.get(key);
                done = report.isEmpty() || without(key, report.get(), mentions);
            }
        });
    }

    private boolean without(String key, Storage.Stored report, Mentions mentions) {
        if (!mentions.in(new String(report.content(), StandardCharsets.UTF_8))) {
            return true;
        }
        try {
            JsonNode tree = Json.tree(report.content());
            mentions.removeFrom(tree);
            return storage.putIfMatch(key, Json.write(tree), report.version());
        } catch (JacksonException broken) {
            storage.delete(key);
            return true;
        }
    }
}
