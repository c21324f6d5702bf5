package io.commitlake.job.doctor;

import io.commitlake.history.Limits;
import io.commitlake.history.memory.MemoryBudget;
import io.commitlake.job.export.ExportSettings;
import io.commitlake.job.work.Workspace;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Checks the disk and the memory of this machine or container against the limits for one repository. */
@Singleton
public final class MachineCheck {
    /** With less, few repositories but the smallest can be fetched. */
    private static final long LITTLE_DISK = 1L << 30;

    private static final long LITTLE_MEMORY = 256L << 20;

    private final ExportSettings settings;
    private final MemoryBudget memory;

    /**
     * Checks this machine.
     *
     * @param workspace is open, so the work folder exists and can be written
     */
    MachineCheck(ExportSettings settings, MemoryBudget memory, Workspace workspace) {
        this.settings = settings;
        this.memory = memory;
    }

    public List<Finding> run() {
        return List.of(disk(), memory());
    }

    private Finding disk() {
        Path folder = settings.workFolder();
        long free;
        try {
            free = Files.getFileStore(folder).getUsableSpace();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        Limits limits = settings.limits();
        String words = folder + " has " + size(free) + " free";
        if (free < LITTLE_DISK) {
            return Finding.warning(
                    "disk",
                    words + ": give COMMITLAKE_WORK_DIR more, because a repository is fetched to it before it is read");
        }
        return Finding.ok(
                "disk",
                words
                        + (free < limits.diskBytes()
                                ? ", less than the " + size(limits.diskBytes())
                                        + " that COMMITLAKE_MAX_REPOSITORY_DISK allows one repository"
                                : ""));
    }

    private Finding memory() {
        String words = size(Runtime.getRuntime().maxMemory()) + " for Java and " + size(memory.gitBytes()) + " for Git";
        return memory.gitBytes() < LITTLE_MEMORY
                ? Finding.warning(
                        "memory",
                        words + ": give the container more, or Java less (COMMITLAKE_JAVA_OPTIONS=-Xmx256m), or large"
                                + " repositories fail")
                : Finding.ok("memory", words);
    }

    private static String size(long bytes) {
        return bytes < 1L << 30
                ? bytes / (1 << 20) + " MB"
                : String.format(Locale.ROOT, "%.1f GB", bytes / (double) (1L << 30));
    }
}
