"""Tests how the image for compaction makes Spark's properties from a worker's settings."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import documented
import pytest

SUBMIT = runpy.run_path(str(documented.ROOT / "docker" / "compaction" / "submit.py"))
NEEDED = {
    "COMMITLAKE_CATALOG": "jdbc:postgresql://db/lake?ssl=true&user=joe&password=a%26b",
    "COMMITLAKE_COMPACTED": "s3://bucket/compacted",
    "COMMITLAKE_DATASET": "s3://bucket/github",
}


def configuration(**more: str) -> Any:
    return SUBMIT["configuration"](NEEDED | more)


def test_sparks_catalog_is_that_of_the_worker_and_its_url_has_no_secret() -> None:
    found = configuration(AWS_ENDPOINT_URL_S3="http://store:7070", AWS_REGION="eu-west-1", COMMITLAKE_CATALOG_NAME="lake")
    catalog = {name.removeprefix("spark.sql.catalog.lake."): value for name, value in found.items() if ".lake." in name}
    assert catalog == {
        "type": "jdbc",
        "uri": "jdbc:postgresql://db/lake?ssl=true",
        "jdbc.user": "joe",
        "jdbc.password": "a&b",
        "warehouse": "s3://bucket/compacted",
        "io-impl": "org.apache.iceberg.aws.s3.S3FileIO",
        "s3.endpoint": "http://store:7070",
        "s3.path-style-access": "true",
        "client.region": "eu-west-1",
    }
    assert "spark.sql.catalog.commitlake.s3.endpoint" not in configuration()


def test_settings_of_their_own_replace_the_urls_user_and_password(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("of-the-file\n")
    own = {"COMMITLAKE_CATALOG_USER": "ann", "COMMITLAKE_CATALOG_PASSWORD_FILE": str(tmp_path / "password")}
    found = configuration(**own)
    assert found["spark.sql.catalog.commitlake.jdbc.user"] == "ann"
    assert found["spark.sql.catalog.commitlake.jdbc.password"] == "of-the-file"
    found = configuration(**own, COMMITLAKE_CATALOG_PASSWORD="first")
    assert found["spark.sql.catalog.commitlake.jdbc.password"] == "first"
    (tmp_path / "password").write_text("\n")
    with pytest.raises(SUBMIT["SettingError"], match="which is empty"):
        configuration(**own)


def test_java_reads_a_backslash_as_it_was_written() -> None:
    assert SUBMIT["properties_text"]({"password": "=a\\b c"}) == "password==a\\\\b c\n"


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("COMMITLAKE_CATALOG", "", "COMMITLAKE_CATALOG isn't set: it should be the catalog's database"),
        ("COMMITLAKE_CATALOG", "jdbc:sqlite:x?password=secret", "COMMITLAKE_CATALOG should be jdbc:postgresql://host:port"),
        ("COMMITLAKE_CATALOG", "postgresql://joe:secret@db/lake", "COMMITLAKE_CATALOG should be jdbc:postgresql://host:port"),
        ("COMMITLAKE_CATALOG", "jdbc:postgresql://joe:secret@db/lake", "COMMITLAKE_CATALOG should be jdbc:postgresql://host"),
        ("COMMITLAKE_COMPACTED", "", "COMMITLAKE_COMPACTED isn't set: it should be the place of the compacted tables"),
        (
            "COMMITLAKE_COMPACTED",
            "bucket/compacted",
            "COMMITLAKE_COMPACTED is bucket/compacted: it should be a place in a bucket",
        ),
        ("COMMITLAKE_COMPACTED", "s3://bucket/github/x", "COMMITLAKE_COMPACTED is s3://bucket/github/x, in the dataset"),
        ("COMMITLAKE_CATALOG_PASSWORD_FILE", "/nowhere", "COMMITLAKE_CATALOG_PASSWORD_FILE is /nowhere, which can't be read"),
    ],
)
def test_an_error_names_the_setting_and_its_value(name: str, value: str, error: str) -> None:
    with pytest.raises(SUBMIT["SettingError"]) as raised:
        configuration(**{name: value})
    assert str(raised.value).startswith(error)
    assert "secret" not in str(raised.value)


def test_the_image_has_the_versions_that_the_docs_name() -> None:
    dockerfile = (documented.ROOT / "docker" / "compaction" / "Dockerfile").read_text()
    page = (documented.ROOT / "docs" / "compaction.md").read_text()
    (libraries,) = re.findall(r"^RUN for library in (.*); do", dockerfile, re.MULTILINE)
    assert f"--packages {libraries.replace(' ', ',')} " in page
    (spark,) = re.findall(r"^ARG SPARK_IMAGE=apache/spark:([\d.]+)-", dockerfile, re.MULTILINE)
    assert f"pip install pyspark=={spark}\n" in page
