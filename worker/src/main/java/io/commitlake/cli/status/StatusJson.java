package io.commitlake.cli.status;

import io.commitlake.job.RepositoryStatus;
import io.commitlake.job.Status;
import io.commitlake.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** One JSON object: the repositories, each on a line of its own, and the state of the dataset. */
public final class StatusJson implements StatusOutput {
    private final Consumer<String> print;
    private boolean begun;

    /** Prints lines to a consumer. */
    public StatusJson(Consumer<String> print) {
        this.print = print;
    }

    @Override
    public void add(RepositoryStatus status) {
        print.accept((begun ? "," : "{\"repositories\": [\n") + text(status));
        begun = true;
    }

    @Override
    public void end(Status.Result result) {
        print.accept((begun ? "" : "{\"repositories\": [") + "], \"dataset\": " + text(result) + "}");
    }

    private static String text(Object value) {
        return new String(Json.writeCompact(value), StandardCharsets.UTF_8);
    }
}
