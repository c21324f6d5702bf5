package io.commitlake.cli;

import io.commitlake.job.Progress;
import java.io.PrintWriter;
import java.time.Clock;

/**
 * What a command finds around it.
 *
 * @param out for results
 * @param err for progress and errors
 * @param last for the one line that is said when this process is told to end
 * @param terminal whether a person watches {@code err}
 */
record Surroundings(
        Environment environment, Clock clock, PrintWriter out, PrintWriter err, PrintWriter last, boolean terminal) {
    Progress progress() {
        return terminal ? new BarProgress(LiveLines.onStandardError(), clock) : new LineProgress(err, clock);
    }
}
