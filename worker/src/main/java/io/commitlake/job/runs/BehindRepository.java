package io.commitlake.job.runs;

import java.time.Instant;
import java.util.Optional;

/**
 * A repository that a run didn't export up to its snapshot.
 *
 * @param snapshot the last snapshot up to which it had been exported; empty if none is known
 */
public record BehindRepository(long repository, Optional<Instant> snapshot) {}
