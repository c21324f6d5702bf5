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

/** A command of the worker in a process of its own, which the kernel can end without asking it. */
final class WorkerProcess implements AutoCloseable {
    private static final int KILLED = 128 + 9;
    /** No moment and no end takes as long on any machine: what hangs is to fail by its name. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Process process;
    private final Path log;

    private WorkerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts it; all that it says goes to a file. */
    static WorkerProcess start(Path log, Map<String, String> environment, String... arguments) {
        return start(List.of(), log, environment, arguments);
    }

    /** Starts it as a terminal does, with Ctrl-C not ignored: whatever is started in the background ignores it. */
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

    /** Waits for a moment that has to come before its end. */
    void until(String what, BooleanSupplier moment) throws InterruptedException {
        long begun = System.nanoTime();
        while (!moment.getAsBoolean()) {
            assertThat(process.waitFor(2, TimeUnit.MILLISECONDS))
                    .as(() -> "it ended before " + what + ": " + said())
                    .isFalse();
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .as(() -> "waited until " + what + ": " + said())
                    .isLessThan(PATIENCE);
        }
    }

    /** Sends it a signal; to its children too, and before, as a terminal may. */
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

    /** Kills it by SIGKILL at that moment, which has to come before its end. */
    void killedWhen(String what, BooleanSupplier moment) throws InterruptedException {
        until(what, moment);
        process.destroyForcibly();
        assertThat(code()).as("killed when %s: %s", what, said()).isEqualTo(KILLED);
    }

    /** Waits for its end; what it said. */
    String ended(int code) throws InterruptedException {
        assertThat(code()).as(said()).isEqualTo(code);
        return said();
    }

    private int code() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE))
                .as(() -> "it hasn't ended after " + PATIENCE + ": " + said())
                .isTrue();
        return process.exitValue();
    }

    private String said() {
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
