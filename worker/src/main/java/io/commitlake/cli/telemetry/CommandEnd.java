package io.commitlake.cli.telemetry;

/** How a command ended. */
public interface CommandEnd {
    /** The exit code; 0 if the command succeeded. */
    int code();

    /** The exit code's name, in capitals. */
    String name();
}
