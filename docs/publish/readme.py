"""Describes a folder of published tables: writes README.md from readme-template.md, and CITATION.cff."""

import json
import pathlib
import re
import string
from collections import Counter
from urllib.parse import urlsplit

import pyarrow.parquet as pq

HERE = pathlib.Path(__file__).parent
TABLES = ("repositories", "commits", "file_changes", "file_states", "file_contents", "repository_states", "data_files")
PEOPLE = {
    "clear": "`commits` has the names and e-mail addresses of authors and committers, as their commits have them.",
    "hashed": "`commits` has no names, and of e-mail addresses the SHA-256 and the domain. This is a pseudonym: whoever "
    "knows an address finds its hash.",
    "none": "`commits` has no names and no e-mail addresses of authors and committers.",
}
CONTENTS = """

**Contents.** To find the content of a file version, join `file_contents` by `repository_id` and `file_sha`. The addresses
in `s3_file_location` are those in the original bucket."""


def write(folder: pathlib.Path, title: str, authors: list[str], note: str, settings: dict) -> None:
    files = {table: sorted(folder.glob(f"{table}/**/*.parquet")) for table in TABLES}
    rows = {table: sum(pq.read_metadata(file).num_rows for file in files[table]) for table in TABLES}
    table = ["| table | rows | files | bytes |", "|---|---:|---:|---:|"]
    columns = []
    for name in filter(files.get, TABLES):
        size = sum(file.stat().st_size for file in files[name])
        table.append(f"| `{name}` | {rows[name]:,} | {len(files[name]):,} | {size:,} |")
        columns.append(f"### {name}\n\n{columns_of(name, files[name][0])}")
    months = sorted({file.parent.name.split("=")[1] for file in files["commits"]})
    snapshot = max(pq.read_table(files["data_files"][0], columns=["snapshot_at"])["snapshot_at"].to_pylist())
    text = string.Template((HERE / "readme-template.md").read_text(encoding="utf-8"))
    values = {
        "title": title,
        "note": f"{note}\n\n" if note else "",
        "repositories": f"{rows['repositories']:,}",
        "commits": f"{rows['commits']:,}",
        "months": f"{months[0]} to {months[-1]}",
        "snapshot": f"{snapshot:%Y-%m-%d %H:%M} UTC",
        "format": settings["format"],
        "tables": "\n".join(table),
        "columns": "\n\n".join(columns),
        "people": PEOPLE[settings["people"]],
        "contents": CONTENTS if files["file_contents"] else "",
        "raw_url": about_raw_url(files["file_states"]),
        "licences": licences(files["repository_states"]),
    }
    (folder / "README.md").write_text(text.substitute(values), encoding="utf-8")
    citation = {
        "cff-version": "1.2.0",
        "message": "If you use this dataset, please cite it.",
        "type": "dataset",
        "title": title,
        "version": f"{snapshot:%Y-%m-%d}",
    }
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in citation.items()]
    lines += ["authors:", *(f"  - name: {json.dumps(author, ensure_ascii=False)}" for author in authors)]
    (folder / "CITATION.cff").write_text("\n".join(lines) + "\n", encoding="utf-8")


def columns_of(table: str, file: pathlib.Path) -> str:
    """The columns as docs/dataset.md describes them, then those that somebody added to the table."""
    page = (HERE.parent / "dataset.md").read_text(encoding="utf-8")
    described = re.search(rf"^### {table}\n\n(\| id .*?)\n\n", page, re.MULTILINE | re.DOTALL)[1].splitlines()
    names = {line.split("`")[1] for line in described[2:]}
    added = [f"| | `{field.name}` | {field.type} | | |" for field in pq.read_schema(file) if field.name not in names]
    return "\n".join(described + added)


def about_raw_url(files: list[pathlib.Path]) -> str:
    if not files:
        return "is a column of `file_states`, of which there are no rows"
    url = urlsplit(pq.read_table(files[0], columns=["raw_url"], partitioning=None)["raw_url"][0].as_py())
    return f"leads to the contents at {url.scheme}://{url.netloc}, as long as the repository is there"


def licences(files: list[pathlib.Path]) -> str:
    """How many repositories have each licence, as GitHub last showed them."""
    last = {}
    for row in (row for file in files for row in pq.ParquetFile(file).read().to_pylist()):
        if row["outcome"] == "found" and row["seen_at"] >= last.get(row["repository_id"], row)["seen_at"]:
            last[row["repository_id"]] = row
    counts = Counter(row["license"] or "none that GitHub detects" for row in last.values())
    lines = [f"| {licence} | {count:,} |" for licence, count in sorted(counts.items(), key=lambda each: (-each[1], each[0]))]
    return "\n".join(["| licence | repositories |", "|---|---:|", *lines])
