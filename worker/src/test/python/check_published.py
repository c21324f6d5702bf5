"""Publishes a dataset as docs/publish.md says, and compares the copy with the dataset.

    check_published.py DATASET BUCKET

DATASET is a folder with sandbox/renames (id 1000) and sandbox/small (1001) after one run, and BUCKET has the same exports.
What must not be published is added to a copy of the folder: an unfinished export, one whose merge was killed, and a repository
that became private. Prints the number of copies and of the data files in each.
"""

import contextlib
import datetime
import hashlib
import io
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import run_examples

SCRIPT = pathlib.Path(__file__).parents[4] / "docs/publish/publish.py"
TABLES = ("commits", "file_changes", "file_states")
MONTH = "commits/repository_id=1000/commit_month=2015-06"


def publish(dataset: object, folder: pathlib.Path, *flags: str) -> str:
    """Runs the script, and returns what it prints, also if it fails."""
    command = [sys.executable, SCRIPT, str(dataset), folder, "--title", "Published", "--author", 'A "quoted" author', *flags]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    return done.stdout + done.stderr


def change(file: pathlib.Path, to: pathlib.Path, **values: object) -> None:
    """Writes a file with the first row of another one, in which some values differ."""
    table = pq.ParquetFile(file).read()
    pq.write_table(pa.Table.from_pylist([table.to_pylist()[0] | values], table.schema), to)


def spoil(dataset: pathlib.Path) -> None:
    """Adds exports that aren't complete, a file that is listed twice, and a state in which sandbox/small is private."""
    for export in (1, 2):
        shutil.copy(dataset / MONTH / "commits_1000-0.parquet", dataset / MONTH / f"commits_1000-{export}.parquet")
    (listed,) = (dataset / "data_files").glob("*.parquet")
    change(listed, listed.with_name("data_files_again.parquet"))
    change(listed, listed.with_name("data_files_killed.parquet"), path=f"{MONTH}/commits_1000-1.parquet", export=1)
    (seen,) = (dataset / "repository_states").glob("*/*.parquet")
    later = datetime.datetime(2100, 1, 1, tzinfo=datetime.UTC)
    change(seen, seen.with_name("later.parquet"), repository_id=1001, is_private=True, seen_at=later)
    earlier = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
    change(seen, seen.with_name("earlier.parquet"), repository_id=1000, is_private=True, seen_at=earlier)


def same_rows(table: str, expected: str, found: str) -> None:
    for one, other in ((expected, found), (found, expected)):
        rest = duckdb.sql(f"SELECT count(*) FROM (FROM {one} EXCEPT ALL FROM {other})").fetchall()
        assert rest == [(0,)], f"{table}: {rest} rows of {one} aren't in {other}"


def check(dataset: pathlib.Path, spoilt: pathlib.Path, copy: pathlib.Path) -> int:
    """Compares a published copy of the spoilt dataset with the dataset. Returns the number of data files."""
    listed = {path for (path,) in duckdb.sql(f"SELECT DISTINCT path FROM '{dataset}/data_files/*.parquet'").fetchall()}
    for table in TABLES:
        paths = [f"{dataset}/{path}" for path in sorted(listed) if path.startswith(table)]
        same_rows(table, f"read_parquet({paths})", f"'{copy}/{table}/**/*.parquet'")
    for table, source in (("repositories", dataset), ("repository_states", spoilt), ("data_files", dataset)):
        same_rows(table, f"'{source}/{table}/**/*.parquet'", f"'{copy}/{table}/**/*.parquet'")
        (ours, *_), (theirs, *_) = (sorted(folder.glob(f"{table}/**/*.parquet")) for folder in (dataset, copy))
        assert pq.read_schema(ours).equals(pq.read_schema(theirs), check_metadata=True), f"{table}: the field ids differ"

    sums = dict(reversed(line.split("  ")) for line in (copy / "SHA256SUMS").read_text().splitlines())
    files = {str(file.relative_to(copy)): file for file in copy.rglob("*") if file.is_file()}
    assert sums == {name: hashlib.sha256(file.read_bytes()).hexdigest() for name, file in files.items() if name != "SHA256SUMS"}
    others = {name for name in files if name.split("/")[0] not in ("repositories", "repository_states", "data_files")}
    assert others == listed | {"README.md", "CITATION.cff", "SHA256SUMS"}, sorted(others ^ listed)[:5]

    readme = (copy / "README.md").read_text(encoding="utf-8")
    figures = re.findall(r"^\| `(\w+)` \| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \|$", readme, re.MULTILINE)
    assert [name for name, *_ in figures] == ["repositories", *TABLES, "repository_states", "data_files"]
    for name, *numbers in figures:
        parts = [file for path, file in files.items() if path.startswith(f"{name}/")]
        ((rows,),) = duckdb.sql(f"SELECT count(*) FROM '{copy}/{name}/**/*.parquet'").fetchall()
        assert [int(number.replace(",", "")) for number in numbers] == [rows, len(parts), sum(p.stat().st_size for p in parts)]
        columns = re.findall(r"^\| [\d, ]+ \| `(\w+)` ", readme.split(f"### {name}\n")[1].split("\n### ")[0], re.MULTILINE)
        assert columns == pq.read_schema(parts[0]).names, f"{name}: {columns}"
    assert "\n\nChosen by hand.\n\n|" in readme, readme
    assert r'  - name: "A \"quoted\" author"' in (copy / "CITATION.cff").read_text(), "the citation lacks the author"
    with contextlib.chdir(copy), contextlib.redirect_stdout(io.StringIO()) as out:
        run_examples.main(pathlib.Path("README.md"), [])
    assert out.getvalue() == "2 blocks, 1 values\n", out.getvalue()
    return len(listed)


def without_small(copy: pathlib.Path) -> bool:
    """Whether a copy has rows of sandbox/renames, and nothing of sandbox/small."""
    tables = ("commits", "file_changes", "file_states", "repository_states", "data_files")
    query = " UNION ".join(f"SELECT repository_id FROM '{copy}/{table}/**/*.parquet'" for table in tables)
    names = duckdb.sql(f"SELECT full_name FROM '{copy}/repositories/*.parquet'").fetchall()
    return duckdb.sql(query).fetchall() == [(1000,)] and names == [("sandbox/renames",)]


def main(dataset: pathlib.Path, bucket: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        spoilt = work / "dataset"
        shutil.copytree(dataset, spoilt)
        spoil(spoilt)
        said = publish(spoilt, work / "all", "--all", "--note", "Chosen by hand.")
        assert "data files of 2 repositories" in said, said
        files = check(dataset, spoilt, work / "all")
        assert "exists already" in publish(spoilt, work / "all")

        said = publish(spoilt, work / "public")
        assert without_small(work / "public"), said
        assert "private: sandbox/small" in said, said
        private = duckdb.sql(f"FROM '{work}/public/repository_states/**/*.parquet' WHERE is_private").fetchall()
        assert private == [], private

        said = publish(bucket, work / "asked", "--without", "Sandbox/Small")
        assert without_small(work / "asked"), said
        for table in TABLES:
            same_rows(table, f"'{work}/public/{table}/**/*.parquet'", f"'{work}/asked/{table}/**/*.parquet'")
        assert "no full_name sandbox/nowhere" in publish(bucket, work / "none", "--without", "sandbox/nowhere")

        (listed,) = (dataset / "data_files").glob("*.parquet")
        for path in (
            "commits/repository_id=1001/commit_month=2015-06/commits_1001-0.parquet",
            "commits/repository_id=1000/../../a",
        ):
            change(listed, spoilt / "data_files/misplaced.parquet", path=path)
            assert f"data_files lists {path} of repository 1000" in publish(spoilt, work / "misplaced")
        (spoilt / "data_files/misplaced.parquet").unlink()
        states = spoilt / "repository_states"
        states.rename(work / "states")
        assert "repository_states doesn't say whether it is public: sandbox/small" in publish(spoilt, work / "unknown")
        (work / "states").rename(states)

        damaged = spoilt / MONTH / "commits_1000-0.parquet"
        damaged.write_bytes(damaged.read_bytes()[:-1])
        said = publish(spoilt, work / "damaged")
        assert f"{damaged.relative_to(spoilt)} doesn't have the SHA-256" in said, said
        damaged.unlink()
        assert f"{damaged.relative_to(spoilt)} is gone" in publish(spoilt, work / "gone")
        shutil.rmtree(spoilt / "data_files")
        assert "no completed export" in publish(spoilt, work / "none")
        assert "name the folder above the tables" in publish(spoilt / "commits", work / "none")
    print(f"3 copies, {files} data files")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]).absolute(), sys.argv[2])
