package io.commitlake.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.testing.Python;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileTypeTest {
    private static final List<String> PATHS = List.of(
            "a.py",
            "a",
            "",
            ".",
            "..",
            "...",
            ".bashrc",
            "..a",
            "..a.b",
            "a.",
            "a..",
            "a. b",
            "a.tar.gz",
            ".a.",
            "...a.b.c",
            "dir.d/a",
            "dir.d/.a",
            "dir.d/.a.b",
            "a/b.c/",
            "a/..b",
            "Ünï.cödé",
            "日本.語",
            "\uD83D\uDE00.\uD83D\uDE00",
            "\uFFFD.\uFFFD",
            "a.\n",
            "a b.c d",
            "a.b\\c",
            "C:\\x.y",
            "x.PY",
            " .x",
            ". x.y",
            "\u0301.a",
            "a.b/c.d/e.f",
            "a.py~",
            "#a.py#");

    @Test
    void theFileTypeIsTheResultOfPythonsSplitext(@TempDir Path folder) throws IOException {
        Path paths = Files.writeString(folder.resolve("paths"), String.join("\0", PATHS));
        String python = Python.run("-c", """
                import os, sys
                paths = open(sys.argv[1], encoding="utf-8", newline="").read().split("\\0")
                types = [os.path.splitext(path.rsplit("/", 1)[-1])[1] for path in paths]
                sys.stdout.buffer.write("\\0".join(types).encode())
                """, paths.toString());

        assertThat(PATHS.stream().map(path -> FileType.of(path).orElse(""))).containsExactly(python.split("\0", -1));
    }
}
