package io.commitlake.job.work;

import io.commitlake.model.Json;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** The report of a step of a run: the step's result as JSON, with the times of its begin and its end. */
public final class StepReport {
    private StepReport() {}

    /** Replaces the report of an earlier try. No text in it shows a known secret. */
    public static void put(Storage storage, String run, String step, Instant begun, Instant ended, Object result) {
        ObjectNode json = (ObjectNode) Json.tree(Json.write(result));
        json.put("begun", begun.toString()).put("ended", ended.toString());
        storage.put(Layout.report(run, step), Json.writeRedacted(json));
    }

    /**
     * Reads a report. One that can't be read counts as missing: another version may have put it, and neither an export
     * nor the run's other reports are to fail for it.
     */
    public static <T> Optional<T> read(Storage storage, String run, String step, Class<T> type) {
        return storage.get(Layout.report(run, step)).flatMap(stored -> {
            try {
                return Optional.of(Json.read(stored.content(), type));
            } catch (JacksonException unreadable) {
                return Optional.empty();
            }
        });
    }
}
