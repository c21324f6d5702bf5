package io.commitlake.cli.telemetry;

import java.time.Instant;
import java.util.Optional;

/**
 * A command and what it works on, as far as its arguments say.
 *
 * @param command the command's name
 */
public record CommandTarget(
        String command, Optional<String> run, Optional<Integer> shard, Optional<Instant> snapshot) {}
