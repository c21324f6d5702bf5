"""Runs compact.py in Spark with the worker's settings, from the environment.

All arguments go to compact.py. Exits with 3 if a setting is missing or wrong, as the worker does.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

HERE = Path(__file__).resolve().parent
CGROUP_LIMIT = Path("/sys/fs/cgroup/memory.max")
# Cgroup version 1: without a limit, the file holds a number larger than any machine's memory.
OLD_CGROUP_LIMIT = Path("/sys/fs/cgroup/memory/memory.limit_in_bytes")
# Java's heap gets three fifths of the memory: Parquet's and Netty's buffers and Python need the rest.
HEAP = 0.6
MEGABYTE = 1024 * 1024


class SettingError(Exception):
    """A setting is missing or wrong; the message says what to do."""


def configuration(settings: Mapping[str, str]) -> dict[str, str]:
    """Spark's properties."""
    catalog = f"spark.sql.catalog.{settings.get('COMMITLAKE_CATALOG_NAME') or 'commitlake'}"
    url, parameters = without_credentials(
        required(settings, "COMMITLAKE_CATALOG", "the catalog's database, such as jdbc:postgresql://db.example.com:5432/lake")
    )
    # The error doesn't quote it, because it may have a password at any place.
    if not re.fullmatch(r"jdbc:postgresql://[^@?]+/[^@?]+(\?.*)?", url):
        raise SettingError("COMMITLAKE_CATALOG should be jdbc:postgresql://host:port/database, and isn't")
    warehouse = required(settings, "COMMITLAKE_COMPACTED", "the place of the compacted tables, such as s3://bucket/compacted")
    dataset = settings.get("COMMITLAKE_DATASET", "").rstrip("/")
    if not warehouse.startswith("s3://"):
        raise SettingError(
            f"COMMITLAKE_COMPACTED is {warehouse}: it should be a place in a bucket, such as s3://bucket/compacted"
        )
    if dataset and f"{warehouse.rstrip('/')}/".startswith(f"{dataset}/"):
        raise SettingError(
            f"COMMITLAKE_COMPACTED is {warehouse}, in the dataset: choose another place, where files may be deleted"
        )
    found = {
        "spark.master": "local[*]",
        "spark.driver.memory": f"{heap_in_megabytes()}m",
        "spark.ui.enabled": "false",
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={HERE / 'log4j2.properties'}",
        "spark.sql.extensions": "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
        catalog: "org.apache.iceberg.spark.SparkCatalog",
        f"{catalog}.type": "jdbc",
        f"{catalog}.uri": url,
        f"{catalog}.warehouse": warehouse,
        f"{catalog}.io-impl": "org.apache.iceberg.aws.s3.S3FileIO",
    }
    if user := settings.get("COMMITLAKE_CATALOG_USER") or parameters.get("user"):
        found[f"{catalog}.jdbc.user"] = user
    if password := password_of(settings) or parameters.get("password"):
        found[f"{catalog}.jdbc.password"] = password
    if endpoint := settings.get("AWS_ENDPOINT_URL_S3") or settings.get("AWS_ENDPOINT_URL"):
        found |= {f"{catalog}.s3.endpoint": endpoint, f"{catalog}.s3.path-style-access": "true"}
    if region := settings.get("AWS_REGION") or settings.get("AWS_DEFAULT_REGION"):
        found[f"{catalog}.client.region"] = region
    return found


def without_credentials(url: str) -> tuple[str, dict[str, str]]:
    """Splits user and password off the URL of a database, because errors quote it; returns the URL and all its parameters."""
    base, _, query = url.partition("?")
    pairs = dict(parse_qsl(query, keep_blank_values=True))
    public = {name: value for name, value in pairs.items() if name not in ("user", "password")}
    return base + ("?" + urlencode(public) if public else ""), pairs


def required(settings: Mapping[str, str], name: str, what: str) -> str:
    if not settings.get(name):
        raise SettingError(f"{name} isn't set: it should be {what}")
    return settings[name]


def password_of(settings: Mapping[str, str]) -> str:
    """The password, from the same places and in the same order as for the worker; empty if it isn't set."""
    file = settings.get("COMMITLAKE_CATALOG_PASSWORD_FILE")
    if settings.get("COMMITLAKE_CATALOG_PASSWORD") or not file:
        return settings.get("COMMITLAKE_CATALOG_PASSWORD", "")
    try:
        password = Path(file).read_text().strip()
    except OSError as failed:
        raise SettingError(f"COMMITLAKE_CATALOG_PASSWORD_FILE is {file}, which can't be read: {failed.strerror}") from failed
    if not password:
        raise SettingError(f"COMMITLAKE_CATALOG_PASSWORD_FILE is {file}, which is empty")
    return password


def heap_in_megabytes() -> int:
    limits = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    for file in (CGROUP_LIMIT, OLD_CGROUP_LIMIT):
        if file.exists() and (text := file.read_text().strip()) != "max":
            limits.append(int(text))
    return int(min(limits) * HEAP / MEGABYTE)


def properties_text(properties: Mapping[str, str]) -> str:
    """The properties as Java reads them from a file, where a backslash begins an escape."""
    lines = (f"{name}={value}" for name, value in properties.items())
    return "".join(line.replace("\\", "\\\\") + "\n" for line in lines)


def main() -> None:
    catalog = os.environ.get("COMMITLAKE_CATALOG_NAME") or "commitlake"
    namespace = os.environ.get("COMMITLAKE_CATALOG_NAMESPACE") or "commitlake"
    try:
        properties = configuration(os.environ)
    except SettingError as wrong:
        print(f"commitlake: {wrong}", file=sys.stderr)
        sys.exit(3)
    # A file, because every user of the machine can read the arguments of a process. mkdtemp's folder is this user's alone.
    scratch = tempfile.mkdtemp(prefix="compaction-", dir="/work")
    file = Path(scratch) / "spark.conf"
    file.write_text(properties_text(properties))
    spark = f"{os.environ['SPARK_HOME']}/bin/spark-submit"
    words = ["--properties-file", str(file), str(HERE / "compact.py"), "--catalog", catalog, "--namespace", namespace]
    os.execve(spark, [spark, *words, *sys.argv[1:]], os.environ | {"SPARK_LOCAL_DIRS": scratch})


if __name__ == "__main__":
    main()
