package io.commitlake.dataset;

import java.util.Optional;

/** The {@code file_type} column: the result of Python's {@code os.path.splitext} for the last component of a path. */
public final class FileType {
    private FileType() {}

    /**
     * The extension with its dot: {@code .py}, {@code .gz} for {@code a.tar.gz}, {@code .} for {@code a.}. Empty if
     * there is none; dots at the start of a name don't begin an extension ({@code .bashrc}).
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
