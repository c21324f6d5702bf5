package io.commitlake.dataset;

import java.util.Optional;

/** The {@code file_type} column: what Python's {@code os.path.splitext} gives for the last component of a path. */
public final class FileType {
    private FileType() {}

    /**
     * The extension with its dot: {@code .py}, {@code .gz} of {@code a.tar.gz}, {@code .} of {@code a.}; empty where
     * there is none, and dots at the start of a name begin none ({@code .bashrc}).
     */
    public static Optional<String> of(String path) {
        int name = path.lastIndexOf('/') + 1;
        int dot = path.lastIndexOf('.');
        for (int i = name; i < dot; i++) {
            if (path.charAt(i) != '.') {
                return Optional.of(path.substring(dot));
            }
        }
        return Optional.empty();
    }
}
