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
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A running git. What it says on its standard error is kept, the last of it, for the message of a failure. */
public final class GitProcess implements AutoCloseable {
    private static final int WORDS_KEPT = 4000;
    private static final int SIGHUP = 1;
    private static final int SIGINT = 2;
    private static final int SIGTERM = 15;
    /** By a signal 9 that isn't ours: the kernel's, for memory. */
    private static final int KILLED = 128 + 9;

    /** Git's own words, not those of a server's Git. */
    private static final Pattern OUT_OF_MEMORY = Pattern.compile(
            "^(?!remote:).*(died of signal 9|out of memory|Cannot allocate memory)",
            Pattern.MULTILINE | Pattern.CASE_INSENSITIVE);

    /** How long one that broke off may take to end, in seconds. */
    private static final long LAST_WORDS = 1;

    private static final Pattern VERB = Pattern.compile("[a-z]+(-[a-z]+)*");

    private final List<String> arguments;
    private final Process process;
    private final ProcessLimits bounds;
    private final Consumer<GitProcess> ended;
    private final Thread listener;
    private final StringBuilder words = new StringBuilder();
    private volatile @Nullable FetchOutcome stopped;
    private volatile @Nullable Throwable unheard;
    private volatile boolean killed;

    GitProcess(List<String> arguments, Process process, ProcessLimits bounds, Consumer<GitProcess> ended) {
        this.arguments = arguments;
        this.process = process;
        this.bounds = bounds;
        this.ended = ended;
        // No virtual one: reading from a process it would hold the carrier that all of them share.
        this.listener = Thread.ofPlatform().daemon().name("git-stderr").start(this::listen);
        ProcessWatchdog.begin(this);
    }

    /** Ends it where its time is over. */
    void look() {
        if (bounds.deadline().isPast()) {
            stop(bounds.deadline().outcome());
        }
    }

    /** What it shares with the other Gits of its repository. */
    GitMemory.Share memory() {
        return bounds.memory();
    }

    /** The memory that it holds with all the processes that it started, in bytes. */
    long held() {
        return ProcessWatchdog.memory(process.pid());
    }

    /** For a sentence about its repository. */
    String named() {
        return "its git " + verb();
    }

    /** Ends it, for its history has come to this outcome; from now on that is what whoever waits for it or reads it meets. */
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

    public void kill() {
        killed = true;
        try {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
        } finally {
            process.destroyForcibly();
        }
    }

    /**
     * Waits for it, and gives its exit code; its output must have been read before.
     *
     * @throws FetchException where it was stopped, or memory ran out
     * @throws CommitlakeException of kind REPOSITORY where it failed and its words are lost: they tell one failure from another
     */
    public int exit() {
        try {
            int code = process.waitFor();
            listener.join();
            if (stopped != null) {
                throw new FetchException(stopped);
            }
            if (!killed && (code == KILLED || OUT_OF_MEMORY.matcher(words()).find())) {
                bounds.memory().died(named()).ifPresent(outcome -> {
                    throw new FetchException(outcome);
                });
            }
            if (code != 0 && unheard != null) {
                throw CommitlakeException.repository(
                        "git " + verb() + " ended with " + code + ", and what it said of it couldn't be read: "
                                + unheard,
                        unheard);
            }
            return code;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CommitlakeException.repository("git " + verb() + " was interrupted", interrupted);
        }
    }

    /** What it said on its standard error. */
    public String words() {
        synchronized (words) {
            return words.toString().strip();
        }
    }

    /**
     * Waits for it.
     *
     * @throws CommitlakeException of kind REPOSITORY where it failed, with its own words
     */
    public void end() {
        int code = exit();
        if (code != 0) {
            throw failure("ended with " + code);
        }
    }

    /**
     * Ends it, and gives what to throw where it didn't do as asked, with its own words.
     *
     * @throws FetchException where it was stopped, or memory ran out: that is why it didn't
     */
    public CommitlakeException failure(String what) {
        try {
            if (!process.waitFor(LAST_WORDS, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException interrupted) {
            kill();
            Thread.currentThread().interrupt();
        }
        failIfInterrupted(exit());
        String said = words();
        return CommitlakeException.repository("git " + verb() + " " + what + (said.isEmpty() ? "" : ": " + said));
    }

    /**
     * Says of an exit code whether a signal was the reason that a terminal sends to Git and to this process alike.
     *
     * @throws CommitlakeException of kind INTERRUPTED where it was
     */
    public void failIfInterrupted(int code) {
        if (code == 128 + SIGHUP || code == 128 + SIGINT || code == 128 + SIGTERM) {
            throw CommitlakeException.interrupted("git " + verb() + " was ended by signal " + (code - 128));
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
        ProcessWatchdog.end(this);
        ended.accept(this);
        try {
            process.getInputStream().close();
            process.getOutputStream().close();
        } catch (IOException gone) {
            // The pipe went with the process.
        }
    }

    private String verb() {
        return arguments.stream()
                .filter(word -> VERB.matcher(word).matches())
                .findFirst()
                .orElse("");
    }

    private void listen() {
        byte[] chunk = new byte[1024];
        try (InputStream error = process.getErrorStream()) {
            for (int n = error.read(chunk); n >= 0; n = error.read(chunk)) {
                synchronized (words) {
                    words.append(new String(chunk, 0, n, StandardCharsets.UTF_8));
                    words.delete(0, Math.max(0, words.length() - WORDS_KEPT));
                }
            }
        } catch (IOException closed) {
            // It was killed: what it said before is what there is.
        } catch (RuntimeException | Error failed) {
            unheard = failed;
        }
    }
}
