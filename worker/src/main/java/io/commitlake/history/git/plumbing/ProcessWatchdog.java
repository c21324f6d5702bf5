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
 * Looks at every running git some times a second, and ends those that are past their bounds. Whatever goes wrong with one
 * look, the next one comes: all limits hang on this thread.
 */
final class ProcessWatchdog {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessWatchdog.class);
    private static final long LOOK_EVERY_NANOS = 200_000_000;
    private static final Set<GitProcess> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Thread.ofPlatform().daemon().name("git-overseer").start(ProcessWatchdog::oversee);
    }

    private ProcessWatchdog() {}

    private static void oversee() {
        while (true) {
            RUNNING.forEach(process -> tried(process::look));
            tried(ProcessWatchdog::lookAtMemory);
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }

    /** One repository's Gits share its memory. */
    private static void lookAtMemory() {
        Map<GitMemory.Share, List<GitProcess>> byShare =
                RUNNING.stream().collect(Collectors.groupingBy(GitProcess::memory));
        byShare.forEach((share, processes) -> tried(() -> {
            if (!share.covers(processes.stream().mapToLong(GitProcess::held).sum())) {
                Comparator<GitProcess> byMemory = Comparator.comparingLong(GitProcess::held);
                FetchOutcome outcome = share.outgrown(
                        processes.stream().max(byMemory).orElseThrow().named());
                processes.forEach(process -> process.stop(outcome));
            }
        }));
    }

    private static void tried(Runnable look) {
        try {
            look.run();
        } catch (RuntimeException | Error failed) {
            say(failed);
        }
    }

    /** What is out of memory for a look may be so for a line of the log. */
    private static void say(Throwable failed) {
        try {
            LOG.warn("The limits of a running Git couldn't be checked; the next check follows", failed);
        } catch (RuntimeException | Error again) {
            // The next look may have the memory to say it.
        }
    }

    static void begin(GitProcess process) {
        RUNNING.add(process);
    }

    /** Where memory runs out all the same, the kernel is to end this process rather than ours (proc(5)). */
    static void endFirst(long process) {
        try {
            Files.writeString(Path.of("/proc", Long.toString(process), "oom_score_adj"), "1000");
        } catch (IOException ended) {
            // Or a system without /proc.
        }
    }

    static void end(GitProcess process) {
        RUNNING.remove(process);
    }

    /**
     * What a process and those that it started hold in memory, in bytes; 0 where the system doesn't tell (proc(5)). Mapped
     * files don't count: a pack may be larger than the memory.
     */
    static long memory(long process) {
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
                held += child.isEmpty() ? 0 : memory(Long.parseLong(child));
            }
        } catch (IOException ended) {
            // Or a system without /proc.
        }
        return held;
    }
}
