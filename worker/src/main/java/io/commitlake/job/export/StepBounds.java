package io.commitlake.job.export;

import io.commitlake.history.Deadline;
import java.nio.file.Path;

/**
 * The local disk and the time that one step of an export may use, and its turn.
 *
 * @param folder holds fetched history and written files, and is removed after the step
 * @param deadline of the fetch and of everything that follows it
 * @param turn to be closed once nothing is left but waits for the store
 */
record StepBounds(Path folder, Deadline deadline, Turns.Turn turn) {}
