package io.commitlake.dataset.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.dataset.CommitRow;
import io.commitlake.dataset.Histories;
import io.commitlake.dataset.RepositoriesFile;
import io.commitlake.dataset.WrittenFile;
import io.commitlake.model.Table;
import io.commitlake.testing.Python;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.parquet.io.LocalInputFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worker runs without Hadoop: a JVM without Hadoop's jars writes and reads files. */
final class WithoutHadoopTest {
    @Test
    void filesAreWrittenAndReadWithoutAHadoopJar(@TempDir Path folder) throws Exception {
        Path pandas = folder.resolve("pandas.parquet");
        Python.run("-c", """
                import sys
                import pandas as pd
                pd.DataFrame({"id": [1, 2], "created_at": pd.to_datetime(["2024-01-01T00:00:00Z"] * 2)}).to_parquet(sys.argv[1])
                """, pandas.toString());
        String jars = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(jar -> !jar.contains("hadoop-client"))
                .collect(Collectors.joining(File.pathSeparator));

        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        jars,
                        Worker.class.getName(),
                        folder.toString(),
                        pandas.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).endsWith("no Hadoop: 500 commits, 2 repositories\n");
    }

    /** The program that the other JVM runs. */
    static final class Worker {
        private Worker() {}

        public static void main(String[] args) throws IOException {
            List<WrittenFile> files = Histories.write(Path.of(args[0]), Histories.commits(500));
            int commits = 0;
            try (RowFileReader<CommitRow> rows = new RowFileReader<>(
                    new LocalInputFile(files.getFirst().local()), TableSchema.of(Table.COMMITS), CommitRow::of)) {
                while (rows.next() != null) {
                    commits++;
                }
            }
            int repositories = RepositoriesFile.read("pandas", Files.readAllBytes(Path.of(args[1])))
                    .size();
            try {
                Class.forName("org.apache.hadoop.conf.Configuration");
                throw new IllegalStateException("Hadoop is on the class path after all");
            } catch (ClassNotFoundException expected) {
                System.out.println("no Hadoop: " + commits + " commits, " + repositories + " repositories");
            }
        }
    }
}
