"""Tests the versions of the images that Docker builds on and pulls, and what their containers may take of the machine."""

from __future__ import annotations

import re

import documented
import yaml
from dag_process import HERE


def test_compose_pins_the_versions_of_images() -> None:
    images = re.findall(r"^    image: (\S+)$", (documented.ROOT / "docker-compose.yml").read_text(), re.MULTILINE)
    foreign = {image for image in images if "commitlake/" not in image}
    assert len(foreign) == 4, foreign
    assert all(re.search(r":(\S*\d+\.\d+|RELEASE\.\S+)\}$", image) for image in foreign), foreign


def test_dockerfiles_pin_their_base_images() -> None:
    files = sorted((documented.ROOT / "docker").glob("*/Dockerfile"))
    bases = [base for file in files for base in re.findall(r"^ARG \w+_IMAGE=(\S+)$", file.read_text(), re.MULTILINE)]
    assert len(bases) == 7, bases
    # These tags name exact versions: their digests are in no list that a test or a reviewer could compare.
    loose = {base for base in bases if not re.search(r":[^@]*\d+\.\d+[^@]*@sha256:[0-9a-f]{64}$", base)}
    assert loose == {"apache/airflow:slim-3.3.2-python3.13", "apache/spark:4.1.1-scala2.13-java21-python3-ubuntu"}, loose
    for file in files:
        text = file.read_text()
        stages = re.findall(r"^FROM (\S+)", text, re.MULTILINE)
        own = {"scratch", *re.findall(r"^FROM \S+ AS (\w+)$", text, re.MULTILINE)}
        assert all(stage in own or re.fullmatch(r"\$\{\w+_IMAGE\}", stage) for stage in stages), (file, stages)


def test_images_with_git_get_debians_fixes() -> None:
    for file in ("docker/worker/Dockerfile", "docker/sandbox/Dockerfile"):
        (install,) = re.findall(r"^RUN (.*apt-get install.*)$", (documented.ROOT / file).read_text(), re.MULTILINE)
        assert re.search(r"apt-get update\b.*apt-get upgrade\b.*apt-get install\b.* \"?git\b", install), (file, install)


def test_no_service_fills_the_disk_with_its_log_or_takes_all_memory() -> None:
    services = yaml.safe_load((documented.ROOT / "docker-compose.yml").read_text())["services"]
    assert len(services) > 10, services
    for name, service in services.items():
        assert service["logging"] == {"driver": "json-file", "options": {"max-size": "10m", "max-file": "5"}}, name
        assert re.fullmatch(r"\d+[mg]|\$\{COMMITLAKE_(?:COMPACTION_)?MEMORY_MB:-\d+\}m", service["mem_limit"]), name


def test_ci_runs_the_projects_own_checks_and_pins_its_actions() -> None:
    (job,) = yaml.safe_load((documented.ROOT / ".github" / "workflows" / "ci.yml").read_text())["jobs"].values()
    actions = [step["uses"] for step in job["steps"] if "uses" in step]
    assert len(actions) == 4, actions
    assert all(re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", action) for action in actions), actions
    assert job["steps"][-1] == {"run": ".ci/run"}


def test_the_values_of_the_helm_chart_have_the_versions_of_the_image_and_the_docs() -> None:
    values = (documented.ROOT / "airflow" / "values.yaml").read_text()
    (airflow,) = re.findall(r"^airflowVersion: (\S+)$", values, re.MULTILINE)
    assert f"apache/airflow:slim-{airflow}-" in (documented.ROOT / "docker" / "airflow" / "Dockerfile").read_text()
    files = [documented.ROOT / "airflow" / "values.yaml", documented.ROOT / "docs" / "airflow.md", HERE / "chart.py"]
    charts = [re.findall(r'--version[ ",]+([0-9.]+)', file.read_text()) for file in files]
    assert len(charts[0]) == 1, charts
    assert charts == [charts[0]] * 3, charts
