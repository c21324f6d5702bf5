package io.commitlake.history.git.plumbing;

import io.commitlake.history.FetchException;
import io.commitlake.history.FetchOutcome;
import io.commitlake.history.memory.GitMemory;
import io.commitlake.model.CommitlakeException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A running Git process. It keeps the end of the standard error output for the message of a failure. */
public final class GitProcess implements AutoCloseable {
    private static final int SIGHUP = 1;
    private static final int SIGINT = 2;
    private static final int SIGTERM = 15;
    /** The exit code after a SIGKILL that this process didn't send: the kernel sends it if memory runs out. */
    private static final int KILLED_BY_KERNEL = 128 + 9;

    /** Matches messages of the local Git only, not those of the server's Git. */
    private static final Pattern OUT_OF_MEMORY = Pattern.compile(
            "^(?!remote:).*(died of signal 9|out of memory|Cannot allocate memory)",
            Pattern.MULTILINE | Pattern.CASE_INSENSITIVE);

    /** Time that a failed process gets to exit by itself, in seconds. */
    private static final long EXIT_SECONDS = 1;

    /** Subcommands that start no process. To find out, Java would read the state of every process on the machine. */
    private static final Set<String> CHILDLESS = Set.of("cat-file", "diff-tree", "rev-list");

    private static final Pattern SUBCOMMAND = Pattern.compile("[a-z]+(-[a-z]+)*");

    private final List<String> arguments;
    private final Process process;
    private final ProcessLimits limits;
    private final Consumer<GitProcess> onClose;
    private final Thread errorReader;
    private final ErrorOutput errors = new ErrorOutput();
    private volatile @Nullable FetchOutcome stopped;
    private volatile @Nullable Throwable readFailure;
    private volatile boolean killed;

    GitProcess(List<String> arguments, Process process, ProcessLimits limits, Consumer<GitProcess> onClose) {
        this.arguments = arguments;
        this.process = process;
        this.limits = limits;
        this.onClose = onClose;
        // A virtual thread would pin its carrier while it reads from a process.
        this.errorReader = Thread.ofPlatform().daemon().name("git-stderr").start(this::readErrors);
        ProcessWatchdog.watch(this);
    }

    /** Stops the process if its deadline is past. */
    void checkDeadline() {
        if (limits.deadline().isPast()) {
            stop(limits.deadline().outcome());
        }
    }

    /** The memory share of its repository. */
    GitMemory.Share memory() {
        return limits.memory();
    }

    /** The memory that the process and its descendants hold, in bytes. */
    long memoryHeld() {
        return ProcessWatchdog.memoryHeld(process.pid());
    }

    /** Names the process in a message about its repository. */
    String description() {
        return "its git " + subcommand();
    }

    /**
     * Kills the process because its history has this outcome. From now on, waiting for the process throws the outcome,
     * and so does a failed read.
     */
    public FetchException stop(FetchOutcome outcome) {
        stopped = outcome;
        kill();
        return new FetchException(outcome);
    }

    public InputStream output() {
        return process.getInputStream();
    }

    public OutputStream input() {
        return new BufferedOutputStream(process.getOutputStream(), 1 << 14);
    }

    public boolean waitFor(long time, TimeUnit unit) throws InterruptedException {
        return process.waitFor(time, unit);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Kills the process and its descendants. */
    public void kill() {
        killed = true;
        try {
            if (!CHILDLESS.contains(subcommand())) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
            }
        } finally {
            process.destroyForcibly();
        }
    }

    /**
     * Waits for the process and returns its exit code. The caller must have read the whole output before.
     *
     * @throws FetchException if the process was stopped or memory ran out
     * @throws CommitlakeException of kind REPOSITORY if the process failed and its error output, which tells the cause,
     *     couldn't be read
     */
    public int waitForExit() {
        try {
            int code = process.waitFor();
            errorReader.join();
            if (stopped != null) {
                throw new FetchException(stopped);
            }
            if (!killed
                    && (code == KILLED_BY_KERNEL
                            || OUT_OF_MEMORY.matcher(errorOutput()).find())) {
                limits.memory().died(description()).ifPresent(outcome -> {
                    throw new FetchException(outcome);
                });
            }
            if (code != 0 && readFailure != null) {
                throw CommitlakeException.repository(
                        "git " + subcommand() + " exited with " + code + ", and its error output couldn't be read: "
                                + readFailure,
                        readFailure);
            }
            return code;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CommitlakeException.repository("git " + subcommand() + " was interrupted", interrupted);
        }
    }

    /** The end of the standard error output, without any path of the repository. */
    public String errorOutput() {
        return errors.text();
    }

    /** Adds what a server says to the error output, as Git does when it reads the server's messages itself. */
    public void addError(String words) {
        errors.append(words);
    }

    /**
     * Waits for the process to exit.
     *
     * @throws CommitlakeException of kind REPOSITORY, with the error output, if it exits with a code other than 0
     */
    public void waitForSuccess() {
        int code = waitForExit();
        if (code != 0) {
            throw failure("exited with " + code);
        }
    }

    /**
     * Kills the process if it doesn't exit, and returns an exception of kind REPOSITORY with its error output.
     *
     * @param what the predicate of the message, whose subject is the command
     * @throws FetchException if the process was stopped or memory ran out, which is then the cause
     */
    public CommitlakeException failure(String what) {
        try {
            if (!process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException interrupted) {
            kill();
            Thread.currentThread().interrupt();
        }
        failIfInterrupted(waitForExit());
        String errorOutput = errorOutput();
        return CommitlakeException.repository(
                "git " + subcommand() + " " + what + (errorOutput.isEmpty() ? "" : ": " + errorOutput));
    }

    /**
     * Checks whether an exit code stands for a signal that a terminal sends to Git and to this process alike.
     *
     * @throws CommitlakeException of kind INTERRUPTED if it does
     */
    public void failIfInterrupted(int code) {
        if (code == 128 + SIGHUP || code == 128 + SIGINT || code == 128 + SIGTERM) {
            throw CommitlakeException.interrupted("git " + subcommand() + " was ended by signal " + (code - 128));
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
        ProcessWatchdog.unwatch(this);
        onClose.accept(this);
        try {
            process.getInputStream().close();
            process.getOutputStream().close();
        } catch (IOException gone) {
            // The pipe went with the process.
        }
    }

    private String subcommand() {
        return arguments.stream()
                .filter(word -> SUBCOMMAND.matcher(word).matches())
                .findFirst()
                .orElse("");
    }

    private void readErrors() {
        byte[] chunk = new byte[1024];
        try (InputStream error = process.getErrorStream()) {
            for (int n = error.read(chunk); n >= 0; n = error.read(chunk)) {
                errors.append(new String(chunk, 0, n, StandardCharsets.UTF_8));
            }
        } catch (IOException closed) {
            // The process was killed; the output read so far is all there is.
        } catch (RuntimeException | Error failed) {
            readFailure = failed;
        }
    }
}
