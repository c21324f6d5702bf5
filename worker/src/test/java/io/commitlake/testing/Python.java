package io.commitlake.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs a real Python with pyarrow, pandas, DuckDB, Polars, Spark, chDB, DataFusion and Matplotlib, as the dataset's readers use: {@code COMMITLAKE_TEST_PYTHON} (a
 * system property or an environment variable), else a virtual environment in the repository's {@code .cache/venv} that
 * the first test that needs it makes from {@code src/test/python/requirements.txt}.
 */
public final class Python {
    private static final String NAME = "COMMITLAKE_TEST_PYTHON";

    private static @Nullable Path python;

    private Python() {}

    /** Runs Python and returns its standard output; fails the test with all output if the exit status isn't 0. */
    public static String run(String... args) {
        return run(List.of(args));
    }

    /** Runs Python and returns its standard output; fails the test with all output if the exit status isn't 0. */
    public static String run(List<String> args) {
        return runIn(Path.of(""), args);
    }

    /** Like {@link #run(List)}, in the given folder. */
    public static String runIn(Path folder, List<String> args) {
        return runIn(folder, Map.of(), args);
    }

    /** Like {@link #run(List)}, in the given folder, with more variables in its environment. */
    public static String runIn(Path folder, Map<String, String> environment, List<String> args) {
        List<String> command = new ArrayList<>(List.of(executable().toString()));
        command.addAll(args);
        return execute(folder, environment, command);
    }

    /** The interpreter. */
    public static synchronized Path executable() {
        if (python == null) {
            String given = System.getProperty(NAME, System.getenv().getOrDefault(NAME, ""));
            python = given.isEmpty() ? ownEnvironment() : Path.of(given);
        }
        return python;
    }

    private static Path ownEnvironment() {
        Path root = repository();
        Path venv = root.resolve(".cache/venv");
        Path requirements = root.resolve("worker/src/test/python/requirements.txt");
        Path madeOf = venv.resolve("made-of.txt");
        try {
            Files.createDirectories(venv.getParent());
            try (FileChannel file = FileChannel.open(
                            root.resolve(".cache/venv.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var _ = file.lock()) {
                if (!Files.exists(madeOf) || Files.mismatch(madeOf, requirements) != -1) {
                    execute(root, Map.of(), List.of("python3", "-m", "venv", "--clear", venv.toString()));
                    execute(
                            root,
                            Map.of(),
                            List.of(
                                    venv.resolve("bin/pip").toString(),
                                    "install",
                                    "--quiet",
                                    "--disable-pip-version-check",
                                    "--requirement",
                                    requirements.toString()));
                    Files.copy(requirements, madeOf);
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return venv.resolve("bin/python");
    }

    /** The repository's folder, whichever module the test runs in. */
    private static Path repository() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve(".mvn"))) {
                return folder;
            }
        }
        throw new IllegalStateException("no .mvn above " + Path.of("").toAbsolutePath());
    }

    private static String execute(Path folder, Map<String, String> environment, List<String> command) {
        Path errors = null;
        try {
            errors = Files.createTempFile("python", ".err");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toAbsolutePath().toFile())
                    .redirectError(errors.toFile());
            builder.environment().putAll(environment);
            builder.environment().put("PYTHONUTF8", "1");
            // Spark starts the Java of JAVA_HOME, or the first one on the path, which may be too old.
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            if (status != 0) {
                throw new AssertionError("exit status " + status + " of " + String.join(" ", command) + "\n" + output
                        + Files.readString(errors));
            }
            return output;
        } catch (IOException failed) {
            throw new UncheckedIOException(
                    "can't run " + command.getFirst() + ": install Python 3.11 or set " + NAME, failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        } finally {
            if (errors != null) {
                errors.toFile().delete();
            }
        }
    }
}
