package io.commitlake.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Repository;
import io.commitlake.model.Tip;
import io.commitlake.testing.Python;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RepositoriesFileTest {
    private static final String KEY = "repositories/repositories_0.parquet";
    private static final Tip TIP =
            new Tip("0123456789abcdef0123456789abcdef01234567", Instant.parse("2024-10-31T12:00:01Z"));
    private static final List<Repository> ROWS = List.of(
            new Repository(
                    7,
                    Instant.parse("2010-01-02T03:04:05Z"),
                    Optional.of(TIP),
                    Optional.of("R_kgDOAA"),
                    Optional.of("sandbox/small"),
                    OptionalLong.of(3)),
            new Repository(
                    3,
                    Instant.parse("2020-01-01T00:00:00Z"),
                    Optional.empty(),
                    Optional.of("R_kgDOAB"),
                    Optional.of("sandbox/new"),
                    OptionalLong.of(0)),
            new Repository(
                    9_000_000_000L,
                    Instant.EPOCH,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    OptionalLong.empty()));

    @TempDir
    private Path folder;

    @Test
    void writtenRowsAreReadBack() {
        assertThat(RepositoriesFile.read(KEY, RepositoriesFile.write(ROWS))).isEqualTo(ROWS);
        assertThat(RepositoriesFile.read(KEY, RepositoriesFile.write(List.of())))
                .isEmpty();
    }

    @Test
    void theSameRowsMakeTheSameBytes() {
        assertThat(RepositoriesFile.write(ROWS)).isEqualTo(RepositoriesFile.write(ROWS));
    }

    @Test
    void pyarrowReadsTheDesignedTypes() throws IOException {
        Path file = Files.write(folder.resolve("ours.parquet"), RepositoriesFile.write(ROWS));

        assertThat(Python.run("-c", """
                import sys
                import pyarrow.parquet as pq
                file = pq.ParquetFile(sys.argv[1])
                print([f"{f.name}:{f.type}" for f in file.schema_arrow])
                print(file.read().to_pylist()[0]["last_commit_at"].isoformat())
                """, file.toString())).isEqualTo("""
                ['id:int64', 'created_at:timestamp[us, tz=UTC]', 'last_commit_sha:string', 'last_commit_at:timestamp[us, tz=UTC]', \
                'node_id:string', 'full_name:string', 'exports:int64']
                2024-10-31T12:00:01+00:00
                """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "frame.to_parquet(path)",
                "frame.to_parquet(path, compression='gzip')",
                "frame.to_parquet(path, compression='zstd')",
                "frame.to_parquet(path, compression='lz4')",
                "frame.to_parquet(path, compression=None)",
                "frame.to_parquet(path, coerce_timestamps='ms')",
                "frame.to_parquet(path, use_deprecated_int96_timestamps=True)",
                "frame.to_parquet(path, version='1.0')",
                "frame.to_parquet(path, data_page_version='2.0')",
                "frame.set_index('id').reset_index().sort_values('id', ascending=False).to_parquet(path)",
                "frame.assign(created_at=frame.created_at.astype('datetime64[ns, UTC]'), last_commit_at=frame.last_commit_at.astype('datetime64[ns, UTC]')).to_parquet(path)",
                "frame.assign(created_at=frame.created_at.dt.tz_localize(None), last_commit_at=frame.last_commit_at.dt.tz_localize(None)).to_parquet(path)",
                "frame.assign(created_at=frame.created_at.dt.strftime('%Y-%m-%dT%H:%M:%SZ'), last_commit_at=frame.last_commit_at.dt.strftime('%Y-%m-%d %H:%M:%S')).to_parquet(path)",
                "frame.assign(stars=[1, 2]).to_parquet(path)",
                "frame[['last_commit_at', 'last_commit_sha', 'created_at', 'id']].to_parquet(path)"
            })
    void theOriginalFourColumnsAreReadHoweverPandasWritesThem(String write) throws IOException {
        Path file = pandas(write);

        assertThat(RepositoriesFile.read(KEY, Files.readAllBytes(file)))
                .containsExactly(
                        new Repository(
                                42,
                                Instant.parse("2011-12-13T14:15:16Z"),
                                Optional.of(TIP),
                                Optional.empty(),
                                Optional.empty(),
                                OptionalLong.empty()),
                        new Repository(
                                41,
                                Instant.parse("2001-02-03T04:05:06Z"),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                OptionalLong.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"None", "float('nan')", "pd.NaT"})
    void columnsOfNullsAreRead(String nothing) throws IOException {
        Path file = pandas("frame.assign(last_commit_sha=None, last_commit_at=" + nothing + ").to_parquet(path)");

        assertThat(RepositoriesFile.read(KEY, Files.readAllBytes(file)))
                .hasSize(2)
                .allSatisfy(repository -> assertThat(repository.last()).isEmpty());
    }

    @Test
    void idAndCreatedAtAreTheOnlyRequiredColumns() throws IOException {
        Path file = pandas("frame[['id', 'created_at']].to_parquet(path)");

        assertThat(RepositoriesFile.read(KEY, Files.readAllBytes(file)))
                .extracting(Repository::id)
                .containsExactly(42L, 41L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "frame.drop(columns='id').to_parquet(path) # it has no column id",
                "frame.assign(id=['a', 'b']).to_parquet(path) # column id is",
                "frame.assign(id=[1.5, 2]).to_parquet(path) # column id has the floating point number 1.5",
                "frame.assign(id=[1, 1]).to_parquet(path) # it has repository 1 twice",
                "frame.assign(id=[0, 1]).to_parquet(path) # a repository's ID is positive, not 0",
                "frame.assign(id=pd.array([1, None], dtype='Int64')).to_parquet(path) # id is null",
                "frame.assign(created_at=[1, 2]).to_parquet(path) # column created_at is",
                "frame.assign(created_at=['yesterday', '']).to_parquet(path) # column created_at has \\\"yesterday\\\", which isn't a time",
                "frame.assign(last_commit_sha=['main', None]).to_parquet(path) # not a Git object name",
                "frame.assign(last_commit_sha=None).to_parquet(path) # a last_commit_at without a last_commit_sha",
                "frame.assign(created_at=[[1], [2]]).to_parquet(path) # column created_at is"
            })
    void anInvalidFileIsRefusedWithTheReason(String write) throws IOException {
        byte[] file = Files.readAllBytes(pandas(write));

        assertThatThrownBy(() -> RepositoriesFile.read(KEY, file))
                .isInstanceOfSatisfying(
                        CommitlakeException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(CommitlakeException.Kind.SETTINGS))
                .hasMessageContaining(KEY)
                .hasMessageContaining(write.substring(write.indexOf(" # ") + 3).replace("\\\"", "\""));
    }

    @Test
    void aTruncatedFileIsRefused() {
        byte[] complete = RepositoriesFile.write(ROWS);
        List<byte[]> broken = List.of(
                new byte[0],
                "id,created_at\n".getBytes(StandardCharsets.UTF_8),
                Arrays.copyOf(complete, complete.length / 2),
                Arrays.copyOfRange(complete, complete.length / 2, complete.length));

        assertThat(broken)
                .allSatisfy(content -> assertThatThrownBy(() -> RepositoriesFile.read(KEY, content))
                        .isInstanceOf(CommitlakeException.class)
                        .hasMessageContaining(KEY));
    }

    private Path pandas(String write) {
        Path file = folder.resolve("pandas.parquet");
        Python.run("-c", """
                import sys
                import pandas as pd
                path = sys.argv[1]
                frame = pd.DataFrame({
                    "id": [42, 41],
                    "created_at": pd.to_datetime(["2011-12-13T14:15:16Z", "2001-02-03T04:05:06Z"]),
                    "last_commit_sha": ["0123456789abcdef0123456789abcdef01234567", None],
                    "last_commit_at": pd.to_datetime(["2024-10-31T12:00:01Z", None]),
                })
                """ + write.replace("\\\"", "\""), file.toString());
        return file;
    }
}
