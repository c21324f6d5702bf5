package io.commitlake.history.git.plumbing;

import io.commitlake.history.FetchOutcome;
import io.commitlake.history.memory.GitMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks every running Git process five times a second, and stops those that exceed their limits. An error in one check
 * never ends the thread, because all limits depend on it.
 */
final class ProcessWatchdog {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessWatchdog.class);
    private static final long CHECK_INTERVAL_NANOS = 200_000_000;
    private static final Set<GitProcess> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Thread.ofPlatform().daemon().name("git-watchdog").start(ProcessWatchdog::checkForever);
    }

    private ProcessWatchdog() {}

    private static void checkForever() {
        while (true) {
            RUNNING.forEach(process -> runSafely(process::checkDeadline));
            runSafely(ProcessWatchdog::checkMemory);
            LockSupport.parkNanos(CHECK_INTERVAL_NANOS);
        }
    }

    /** Checks memory per repository, because a repository's Git processes share it. */
    private static void checkMemory() {
        Map<GitMemory.Share, List<GitProcess>> byShare =
                RUNNING.stream().collect(Collectors.groupingBy(GitProcess::memory));
        byShare.forEach((share, processes) -> runSafely(() -> {
            if (!share.covers(
                    processes.stream().mapToLong(GitProcess::memoryHeld).sum())) {
                Comparator<GitProcess> byMemory = Comparator.comparingLong(GitProcess::memoryHeld);
                FetchOutcome outcome = share.outgrown(
                        processes.stream().max(byMemory).orElseThrow().description());
                processes.forEach(process -> process.stop(outcome));
            }
        }));
    }

    private static void runSafely(Runnable check) {
        try {
            check.run();
        } catch (RuntimeException | Error failed) {
            logFailure(failed);
        }
    }

    /** Logs a failed check. If the check ran out of memory, logging may run out of memory too. */
    private static void logFailure(Throwable failed) {
        try {
            LOG.warn("Can't check the limits of a running Git process; will check again", failed);
        } catch (RuntimeException | Error again) {
            // A later check may have enough memory to log it.
        }
    }

    static void watch(GitProcess process) {
        RUNNING.add(process);
    }

    /** Makes the kernel kill this process before the JVM if memory runs out (proc(5)). */
    static void preferOomKill(long process) {
        try {
            Files.writeString(Path.of("/proc", Long.toString(process), "oom_score_adj"), "1000");
        } catch (IOException ended) {
            // The process has ended, or the system has no /proc.
        }
    }

    static void unwatch(GitProcess process) {
        RUNNING.remove(process);
    }

    /**
     * The memory that a process and its descendants hold, in bytes; 0 if the system doesn't tell (proc(5)). Mapped
     * files don't count, because a pack may be larger than the memory.
     */
    static long memoryHeld(long process) {
        Path folder = Path.of("/proc", Long.toString(process));
        long held = 0;
        try {
            for (String line : Files.readAllLines(folder.resolve("status"))) {
                if (line.startsWith("RssAnon:")) {
                    held += 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
                }
            }
            Path children =
                    folder.resolve("task").resolve(Long.toString(process)).resolve("children");
            for (String child : Files.readString(children).strip().split(" ", -1)) {
                held += child.isEmpty() ? 0 : memoryHeld(Long.parseLong(child));
            }
        } catch (IOException ended) {
            // The process has ended, or the system has no /proc.
        }
        return held;
    }
}
