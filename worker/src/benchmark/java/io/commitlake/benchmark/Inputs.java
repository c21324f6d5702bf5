package io.commitlake.benchmark;

import java.nio.file.Path;

/** The inputs of the benchmarks, as system properties name them. */
final class Inputs {
    private Inputs() {}

    /** A bare repository: {@code -Dbenchmark.repository}. */
    static Path repository() {
        return path("benchmark.repository");
    }

    /** A folder with an export of that repository: {@code -Dbenchmark.dataset}. */
    static Path dataset() {
        return path("benchmark.dataset");
    }

    /** A folder for what the benchmarks write: {@code -Dbenchmark.scratch}. */
    static Path scratch() {
        return path("benchmark.scratch");
    }

    private static Path path(String property) {
        String value = System.getProperty(property);
        if (value == null) {
            throw new IllegalStateException("the system property " + property + " isn't set: run \"make benchmark\"");
        }
        return Path.of(value);
    }
}
