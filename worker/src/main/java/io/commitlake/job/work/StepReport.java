package io.commitlake.job.work;

import io.commitlake.model.Json;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/** Puts the report of a step of a run: the step's result as JSON, with the times of its begin and its end. */
public final class StepReport {
    private StepReport() {}

    /** Replaces the report of an earlier try. No text in it shows a known secret. */
    public static void put(Storage storage, String run, String step, Instant begun, Instant ended, Object result) {
        ObjectNode json = (ObjectNode) Json.tree(Json.write(result));
        json.put("begun", begun.toString()).put("ended", ended.toString());
        storage.put(Layout.report(run, step), Json.writeRedacted(json));
    }
}
