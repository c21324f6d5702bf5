"""Tests the examples of daily runs without Airflow: the CronJob for Kubernetes, and the units for systemd."""

from __future__ import annotations

import re
from configparser import RawConfigParser
from pathlib import Path
from typing import Any

import documented
import yaml
from kubernetes.client import models

EXAMPLE = documented.ROOT / "docs" / "kubernetes" / "cronjob.yaml"
UNITS = documented.ROOT / "docs" / "systemd"


def permanent() -> list[int]:
    """The exit codes after which a retry doesn't help, as the docs have them."""
    reference = (documented.ROOT / "docs" / "reference.md").read_text()
    return [int(code) for code in re.findall(r"^\| (\d) \| .* \| no \|$", reference, re.MULTILINE)]


def cron_job() -> dict[str, Any]:
    (found,) = (part for part in yaml.safe_load_all(EXAMPLE.read_text()) if part["kind"] == "CronJob")
    return found


PLAIN = {"str": str, "int": int, "bool": bool, "object": object}


def faults(value: Any, kind: str, path: str) -> list[str]:
    """Where a value isn't of a type of Kubernetes' API, as the client's models, made from its OpenAPI schema, have it."""
    many = re.fullmatch(r"(list|dict)[\[(](?:str, )?(\w+)[\])]", kind)
    outer = {"list": list, "dict": dict}[many[1]] if many else PLAIN.get(kind, dict)
    if not isinstance(value, outer) or (kind == "int" and isinstance(value, bool)):
        return [f"{path} is {value!r}, which isn't a {kind}"]
    if many:
        parts = value.items() if isinstance(value, dict) else enumerate(value)
        return [fault for key, part in parts for fault in faults(part, many[2], f"{path}.{key}")]
    return [] if kind in PLAIN else faults_of_object(value, kind, path)


def faults_of_object(value: dict[str, Any], kind: str, path: str) -> list[str]:
    model = getattr(models, kind)
    attributes = {name: attribute for attribute, name in model.attribute_map.items()}
    found = [f"{path}.{name} isn't in {kind}" for name in value.keys() - attributes.keys()]
    known = {name: part for name, part in value.items() if name in attributes}
    for name, part in known.items():
        found += faults(part, model.openapi_types[attributes[name]], f"{path}.{name}")
    try:
        model(**{attributes[name]: part for name, part in known.items()})
    except ValueError as missing:
        found.append(f"{path}: {missing}")
    return found


def test_the_cron_job_fits_the_schema_of_kubernetes() -> None:
    kinds = []
    for part in yaml.safe_load_all(EXAMPLE.read_text()):
        kinds.append(part["kind"])
        assert faults(part, "V1" + part["kind"], part["kind"]) == []
    assert kinds == ["ServiceAccount", "CronJob"]

    wrong = cron_job()
    wrong["spec"]["concurencyPolicy"] = wrong["spec"].pop("concurrencyPolicy")
    wrong["spec"]["jobTemplate"]["spec"]["backoffLimit"] = "3"
    del wrong["spec"]["schedule"]
    assert len(faults(wrong, "V1CronJob", "CronJob")) == 3


def test_the_cron_job_runs_one_worker_at_a_time_and_retries_what_a_retry_can_help() -> None:
    spec = cron_job()["spec"]
    job = spec["jobTemplate"]["spec"]
    assert spec["concurrencyPolicy"] == "Forbid"
    assert 0 < job["activeDeadlineSeconds"] < 24 * 3600
    (never,) = (rule["onExitCodes"] for rule in job["podFailurePolicy"]["rules"] if rule["action"] == "FailJob")
    assert permanent() == [2, 3, 7]
    assert never == {"containerName": "worker", "operator": "In", "values": permanent()}
    assert job["template"]["spec"]["restartPolicy"] == "Never"


def test_the_cron_jobs_pod_is_as_restricted_as_those_of_the_dags_and_knows_its_settings() -> None:
    pod = cron_job()["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    ours = yaml.safe_load((documented.ROOT / "dags" / "commitlake" / "pod.yaml").read_text())["spec"]
    (worker,) = pod["containers"]
    (base,) = ours["containers"]
    for name in ("automountServiceAccountToken", "enableServiceLinks", "securityContext", "volumes"):
        assert pod[name] == ours[name], name
    for name in ("securityContext", "volumeMounts"):
        assert worker[name] == base[name], name
    assert worker["args"] == ["run"]
    assert worker["resources"]["limits"].keys() == {"memory", "ephemeral-storage"}
    settings = {entry["name"]: entry for entry in worker["env"]}
    assert settings.keys() <= documented.settings().keys()
    secrets = {name: entry["valueFrom"]["secretKeyRef"]["key"] for name, entry in settings.items() if "valueFrom" in entry}
    assert secrets == {name: name for name in ("GITHUB_TOKENS", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
    images = re.findall(r"your-registry/commitlake-worker:[\w.-]+", (documented.ROOT / "airflow" / "values.yaml").read_text())
    assert images == [worker["image"]], images


def unit(path: Path) -> RawConfigParser:
    """A unit of systemd, of which names may repeat; of repeated ones, all values stand in lines of their own."""

    class Repeated(dict[str, Any]):
        def __setitem__(self, name: str, value: Any) -> None:
            if isinstance(value, list) and isinstance(self.get(name), list):
                value = self[name] + value
            super().__setitem__(name, value)

    parser = RawConfigParser(strict=False, dict_type=Repeated, delimiters=["="], comment_prefixes=["#"])
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(path.read_text())
    return parser


def test_the_service_knows_its_settings_and_retries_what_a_retry_can_help() -> None:
    service = unit(UNITS / "commitlake.service")["Service"]
    settings = dict(line.split("=", 1) for line in service["Environment"].splitlines())
    assert settings.keys() == {"GITHUB_TOKENS_FILE", "COMMITLAKE_WORK_DIR", "COMMITLAKE_LOG"}
    assert settings.keys() <= documented.settings().keys()
    assert service["RestartPreventExitStatus"].split() == [str(code) for code in permanent()]
    assert service["ExecStart"] == "/opt/commitlake/worker/bin/commitlake run"
    assert service["Type"] == "oneshot"
    timer = unit(UNITS / "commitlake.timer")
    assert timer["Timer"]["OnCalendar"].endswith(" 03:00:00 UTC")
    assert timer["Install"]["WantedBy"] == "timers.target"
