package io.commitlake.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.model.Repository;
import io.commitlake.model.Tip;
import io.commitlake.storage.S3Access;
import io.commitlake.storage.StorageLocation;
import io.commitlake.storage.Storages;
import io.commitlake.testing.Python;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes to a repositories file keep the columns that other programs added, as pyarrow and DuckDB read them. */
final class ExtraColumnsTest {
    private static final Repository NEW = new Repository(
            7,
            Instant.parse("2010-01-02T03:04:05Z"),
            Optional.empty(),
            Optional.of("R_kgDOAA"),
            Optional.of("sandbox/new"),
            OptionalLong.of(0));

    /** Columns of every type before, between and after the table's own. */
    private static final String ODD = """
            import datetime, decimal, sys, uuid
            import pyarrow as pa, pyarrow.parquet as pq
            D = decimal.Decimal
            def at(*when): return datetime.datetime(*when)
            odd = {
                "note": pa.array(["first", None, ""]),
                "bytes": pa.array([b"\\x00\\xff", None, b""], pa.binary()),
                "flag": pa.array([True, None, False]),
                "tiny": pa.array([-128, None, 127], pa.int8()),
                "unsigned": pa.array([2**64 - 1, None, 0], pa.uint64()),
                "half": pa.array([1.5, None, -0.0], pa.float16()),
                "float": pa.array([1.5, None, float("inf")], pa.float32()),
                "double": pa.array([0.1, None, -0.0], pa.float64()),
                "day": pa.array([datetime.date(1, 1, 1), None, datetime.date(9999, 12, 31)]),
                "clock": pa.array([datetime.time(1, 2, 3, 4), None, datetime.time(0)], pa.time64("us")),
                "millis": pa.array([at(1960, 1, 1), None, at(2024, 1, 1, 1)], pa.timestamp("ms")),
                "nanos": pa.array([1, None, -1], pa.timestamp("ns", tz="UTC")),
                "small_decimal": pa.array([D("1.23"), None, D("-9.99")], pa.decimal128(5, 2)),
                "big_decimal": pa.array([D("1." + "2" * 30), None, D("0")], pa.decimal128(38, 30)),
                "fixed": pa.array([b"abcd", None, b"\\0\\0\\0\\0"], pa.binary(4)),
                "numbers": pa.array([[1, None, 3], None, []], pa.list_(pa.int32())),
                "deep": pa.array([[["a", None], None, []], None, []], pa.list_(pa.list_(pa.string()))),
                "struct": pa.array([{"a": 1, "b": {"c": ["x"]}}, None, {"a": None, "b": None}],
                                   pa.struct([("a", pa.int64()), ("b", pa.struct([("c", pa.list_(pa.string()))]))])),
                "map": pa.array([[("k", 1), ("l", None)], None, []], pa.map_(pa.string(), pa.int64())),
                "structs": pa.array([[{"at": at(2024, 1, 1)}], None, []], pa.list_(pa.struct([("at", pa.timestamp("us"))]))),
                "nothing": pa.nulls(3),
                "with.dot and blank": pa.array(["a", None, "b"]),
                "dictionary": pa.array(["a", None, "a"]).dictionary_encode(),
            }
            ours = {
                "id": pa.array([42, 40, 41]),
                "created_at": pa.array([at(2011, 12, 13), at(2001, 2, 3), at(2002, 3, 4)], pa.timestamp("us", tz="UTC")),
                "last_commit_sha": pa.array([None, None, "0123456789abcdef0123456789abcdef01234567"]),
                "last_commit_at": pa.array([None, None, at(2024, 1, 1)], pa.timestamp("us", tz="UTC")),
            }
            names = list(odd)
            order = names[:5] + ["id"] + names[5:9] + ["last_commit_at", "created_at"] + names[9:12] + ["last_commit_sha"] + names[12:]
            table = pa.table({name: (ours | odd)[name] for name in order})
            """;

    /** Fails unless the added columns of both files have the same Parquet types and values, in the same order. */
    private static final String SAME = """
            import sys
            import pyarrow as pa, pyarrow.parquet as pq
            OURS = ["id", "created_at", "last_commit_sha", "last_commit_at", "node_id", "full_name", "exports"]
            def foreign(path):
                file = pq.ParquetFile(path)
                types = [(c.path, c.physical_type, str(c.logical_type), c.max_definition_level, c.max_repetition_level)
                         for c in (file.schema.column(i) for i in range(len(file.schema))) if c.path.split(".")[0] not in OURS]
                names = [n for n in file.schema_arrow.names if n not in OURS]
                return types, names, file.read().select(names).to_pylist(), file.read().column("id").to_pylist()
            def check(before, after, added):
                types, names, values, ids = foreign(before)
                new_types, new_names, new_values, new_ids = foreign(after)
                assert new_types == types, [pair for pair in zip(types, new_types) if pair[0] != pair[1]]
                assert new_names == names, new_names
                assert new_ids == ids + added, new_ids
                assert repr(new_values[:len(ids)]) == repr(values), [p for p in zip(values, new_values) if repr(p[0]) != repr(p[1])]
                assert all(value is None for row in new_values[len(ids):] for value in row.values()), new_values[len(ids):]
                assert pq.ParquetFile(after).schema_arrow.names[:7] == OURS, pq.ParquetFile(after).schema_arrow.names
            """;

    @TempDir
    private Path folder;

    private Path before() {
        return folder.resolve("before.parquet");
    }

    private Path after() {
        return folder.resolve("dataset/repositories/repositories_0.parquet");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pq.write_table(table, path)",
                "pq.write_table(table.drop_columns(['half', 'nanos']), path, compression='zstd', version='1.0', use_dictionary=False)",
                "pq.write_table(table, path, use_deprecated_int96_timestamps=True, data_page_version='2.0')",
                "pq.write_table(table, path, row_group_size=2, use_byte_stream_split=['double', 'float'], use_dictionary=False)",
                "pq.write_table(table, path, use_compliant_nested_type=False)",
                "pq.write_table(table, path, store_decimal_as_integer=True)",
            })
    void columnsOfEveryTypeAreKept(String write) throws IOException {
        Python.run("-c", ODD + "path = sys.argv[1]\n" + write, before().toString());

        changeTwice(before());

        Python.run("-c", SAME + "check(*sys.argv[1:], [7])", before().toString(), after().toString());
    }

    @Test
    void columnsThatDuckDbWroteAreKept() throws IOException {
        Python.run("-c", """
                import sys
                import duckdb
                duckdb.sql(f'''copy (select 'x' as note, 42::bigint as id, timestamptz '2011-12-13 14:15:16+00' as created_at,
                    uuid '4ac7a9e9-607c-4c8a-84f3-843f0191e3fd' as key, null::varchar as last_commit_sha, null::timestamptz as last_commit_at,
                    1.5::decimal(30, 5) as number, interval 3 days as span, map {{'a': [1, 2]}} as counts,
                    'happy'::enum ('happy', 'sad') as mood, 170141183460469231731687303715884105727::hugeint as huge,
                    {{'a': 1, 'b': [{{'c': 'd'}}]}} as nested) to '{sys.argv[1]}' (format parquet)''')
                """, before().toString());

        changeTwice(before());

        Python.run("-c", """
                import sys
                import duckdb
                one, other = (duckdb.sql(f"select note, key, number, span, counts, mood, huge, nested from '{path}' where id = 42")
                              for path in sys.argv[1:])
                assert one.types == other.types, (one.types, other.types)
                assert one.fetchall() == other.fetchall()
                assert duckdb.sql(f"select note, key, nested from '{sys.argv[2]}' where id = 7").fetchall() == [(None, None, None)]
                """, before().toString(), after().toString());
    }

    @Test
    void aRequiredColumnTurnsOptionalOnceARowLacksAValue() throws IOException {
        String required = ODD + """
                need = {"stars": pa.array([1, 2, 3]), "topics": pa.array([["a"], [], ["b"]])}
                for name, values in need.items():
                    table = table.add_column(2, pa.field(name, values.type, nullable=False, metadata={"PARQUET:field_id": "77"}), values)
                pq.write_table(table, sys.argv[1])
                """;
        Python.run("-c", required, before().toString());
        RepositoryTables tables = tables(before());
        tables.change(0, rows -> rows.stream().map(ExtraColumnsTest::exported).toList());
        Python.run("-c", SAME + "check(*sys.argv[1:], [])", before().toString(), after().toString());

        tables.change(0, rows -> Stream.concat(rows.stream(), Stream.of(NEW)).toList());

        Python.run("-c", """
                import sys
                import pyarrow.parquet as pq
                file = pq.ParquetFile(sys.argv[1])
                assert file.read().column("stars").to_pylist() == [1, 2, 3, None]
                assert file.read().column("topics").to_pylist() == [["a"], [], ["b"], None]
                for name in ("stars", "topics"):
                    field = file.schema_arrow.field(name)
                    assert field.nullable and field.metadata[b"PARQUET:field_id"] == b"77", field
                """, after().toString());
    }

    @Test
    void metadataIsKeptUnlessItDescribesOtherColumns() throws IOException {
        Python.run(
                "-c",
                ODD + "pq.write_table(table.replace_schema_metadata({'owner': 'research'}), sys.argv[1])",
                before().toString());

        changeTwice(before());

        Python.run("-c", """
                import sys
                import pyarrow.parquet as pq
                assert set(pq.ParquetFile(sys.argv[1]).metadata.metadata) == {b"owner"}
                """, after().toString());
    }

    /** Pandas stores its index as a column, and only metadata describes an Arrow type that Parquet lacks. */
    @Test
    void metadataThatDescribesAnAddedColumnIsKept() throws IOException {
        Path ours = Files.write(folder.resolve("ours.parquet"), RepositoriesFile.write(List.of(NEW)));
        Python.run("-c", """
                import sys
                import pandas as pd
                frame = pd.read_parquet(sys.argv[1]).assign(wait=pd.to_timedelta([3], unit="s")).set_index(pd.Index(["row"], name="label"))
                frame.to_parquet(sys.argv[2])
                """, ours.toString(), before().toString());
        tables(before())
                .change(0, rows -> rows.stream().map(ExtraColumnsTest::exported).toList());

        assertThat(Python.run("-c", """
                import sys
                import pandas as pd
                frame = pd.read_parquet(sys.argv[1])
                print(frame.index.name, frame.index[0], frame.wait.iloc[0], frame.exports.iloc[0])
                """, after().toString())).isEqualTo("label row 0 days 00:00:03 1\n");
    }

    @Test
    void theSameChangeMakesTheSameBytes() throws IOException {
        Python.run("-c", ODD + "pq.write_table(table, sys.argv[1])", before().toString());
        changeTwice(before());
        byte[] once = Files.readAllBytes(after());

        changeTwice(before());

        assertThat(Files.readAllBytes(after())).isEqualTo(once);
    }

    /** Sets the tip of every repository and adds a repository, then changes the written file again. */
    private void changeTwice(Path file) throws IOException {
        RepositoryTables tables = tables(file);
        tables.change(
                0,
                rows -> Stream.concat(rows.stream().map(ExtraColumnsTest::exported), Stream.of(NEW))
                        .toList());
        assertThat(tables.change(
                        0, rows -> rows.stream().map(ExtraColumnsTest::exported).toList()))
                .allSatisfy(row -> assertThat(row.last()).isPresent());
    }

    private RepositoryTables tables(Path file) throws IOException {
        Files.createDirectories(after().getParent());
        Files.deleteIfExists(after());
        Files.copy(file, after());
        return new RepositoryTables(
                Storages.open(new StorageLocation.Folder(folder.resolve("dataset")), S3Access.byDefault()));
    }

    private static Repository exported(Repository row) {
        return new Repository(
                row.id(),
                row.createdAt(),
                Optional.of(new Tip("f".repeat(40), Instant.parse("2024-10-31T12:00:01Z"))),
                row.nodeId(),
                row.fullName(),
                OptionalLong.of(1));
    }
}
