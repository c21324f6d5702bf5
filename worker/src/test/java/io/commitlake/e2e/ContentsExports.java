package io.commitlake.e2e;

import io.commitlake.testing.Python;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Exports of the shipped histories into datasets that keep file contents. */
abstract class ContentsExports {
    static final String LATE = "2026-01-01";
    private static final String EARLY = "2019-01-01";
    private static final Path SCRIPT = Stack.shipped().resolve("../../worker/src/test/python/check_contents.py");

    @TempDir
    Path folder;

    Stack stack;

    @BeforeEach
    void serve() {
        stack = new Stack(folder, Stack.shipped()).set("COMMITLAKE_SOURCE", "git");
    }

    @AfterEach
    void stop() {
        stack.close();
    }

    void export(String snapshot) {
        stack.commitlake("run", "--snapshot", snapshot).ended(0);
    }

    /** Exports both histories twice into a new folder. */
    void exportTwice(String name, String contents) {
        stack.into(folder.resolve(name)).set("COMMITLAKE_CONTENTS", contents);
        stack.track("renames", "small").ended(0);
        export(EARLY);
        export(LATE);
    }

    /** Compares a shipped history's contents with Git's; returns the number of exports, rows and addresses. */
    String compare(String history, long id, String contents) {
        Path bare = folder.resolve(history + ".git");
        if (!Files.exists(bare)) {
            String bundle = Stack.shipped().resolve(history + ".bundle").toString();
            Repo.git(folder, "clone", "-q", "--bare", bundle, bare.toString());
        }
        return compare(stack, bare, id, contents);
    }

    static String compare(Stack stack, Path bare, long id, String contents) {
        String dataset = Objects.requireNonNull(stack.environment().get("COMMITLAKE_DATASET"));
        return Python.run(
                        SCRIPT.toString(),
                        stack.dataset().toString(),
                        dataset.replace("file:", "file://") + "/",
                        bare.toString(),
                        Long.toString(id),
                        contents)
                .strip();
    }
}
