package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.cli.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A worker command in its own process, which a test can signal and kill. */
final class WorkerProcess implements AutoCloseable {
    private static final int KILLED = 128 + 9;
    /** Longer than any wait takes on any machine, so that a process that hangs fails its own test. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Process process;
    private final Path log;

    private WorkerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts a command whose output goes to a file. */
    static WorkerProcess start(Path log, Map<String, String> environment, String... arguments) {
        return start(List.of(), log, environment, arguments);
    }

    /** Starts a command as a terminal does, with SIGINT at its default; background jobs inherit it ignored. */
    static WorkerProcess startInTerminal(Path log, Map<String, String> environment, String... arguments) {
        return start(List.of("/usr/bin/env", "--default-signal=INT"), log, environment, arguments);
    }

    private static WorkerProcess start(
            List<String> starter, Path log, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(starter);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            return new WorkerProcess(builder.start(), log);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Waits for a condition that must hold before the process ends. */
    void until(String description, BooleanSupplier condition) throws InterruptedException {
        long begun = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(process.waitFor(2, TimeUnit.MILLISECONDS))
                    .as(() -> "the process ended before " + description + ": " + output())
                    .isFalse();
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .as(() -> "waited in vain until " + description + ": " + output())
                    .isLessThan(PATIENCE);
        }
    }

    /** Sends a signal to the process; with {@code childrenFirst} to its children before, as a terminal may. */
    void signal(String name, boolean childrenFirst) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        if (childrenFirst) {
            process.descendants().map(ProcessHandle::pid).map(String::valueOf).forEach(command::add);
        }
        command.add(Long.toString(process.pid()));
        try {
            new ProcessBuilder(command).start().waitFor();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Sends SIGKILL once a condition holds, which must be before the process ends. */
    void killWhen(String description, BooleanSupplier condition) throws InterruptedException {
        until(description, condition);
        process.destroyForcibly();
        assertThat(code()).as("killed when %s: %s", description, output()).isEqualTo(KILLED);
    }

    /** Waits for the process to end, asserts its exit code and returns its output. */
    String ended(int code) throws InterruptedException {
        assertThat(code()).as(output()).isEqualTo(code);
        return output();
    }

    private int code() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE))
                .as(() -> "the process hasn't ended after " + PATIENCE + ": " + output())
                .isTrue();
        return process.exitValue();
    }

    private String output() {
        try {
            return Files.readString(log);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
