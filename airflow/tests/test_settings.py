"""Tests that settings reach those who read them, and that an invalid one is named."""

from __future__ import annotations

import documented
import pytest
import yaml
from dag_process import run

# Prints the variables that the DAGs, their report links and both runtimes read, and those that they pass to containers.
READ = """
import json, os
asked = set()
class Environment(dict):
    def get(self, name, otherwise=None):
        asked.add(name)
        return super().get(name, otherwise)
    def __getitem__(self, name):
        asked.add(name)
        return super().__getitem__(name)
os.environ = Environment(os.environ)
import github_compact, github_discover, github_export
from commitlake.settings import PASSED_ON, SECRETS
print(json.dumps({"read": sorted(asked), "passed on": [*PASSED_ON, *SECRETS]}))
"""

#: These settings have no meaning in the containers of tasks.
OUTSIDE_CONTAINERS = {"COMMITLAKE_WORK_DIR", "COMMITLAKE_JAVA_OPTIONS"}


def test_every_documented_setting_reaches_the_services_and_workers_that_read_it() -> None:
    settings = documented.settings()
    assert len(settings) > 30, settings
    read = run(READ, "docker")
    passed_on = set(read["passed on"])
    reached = passed_on | set(read["read"])
    assert settings.keys() - reached == OUTSIDE_CONTAINERS
    assert passed_on - settings.keys() == set()

    services = yaml.safe_load((documented.ROOT / "docker-compose.yml").read_text())["services"]
    of_kubernetes = {name for name, said in settings.items() if said.startswith("Kubernetes: ")}
    assert settings.keys() - OUTSIDE_CONTAINERS - of_kubernetes - services["scheduler"]["environment"].keys() == set()
    assert passed_on - services["worker"]["environment"].keys() == set()
    for dag_settings in ("dag-processor", "api-server"):
        missing = (
            settings.keys() - OUTSIDE_CONTAINERS - of_kubernetes - passed_on - services[dag_settings]["environment"].keys()
        )
        assert missing == set(), (dag_settings, missing)


def test_a_log_shows_no_part_of_a_secret() -> None:
    program = """
import json
from commitlake.settings import words_to_mask
print(json.dumps([words_to_mask(*pair) for pair in (
    ("GITHUB_TOKENS", "one-token,\\nother-token"),
    ("OTEL_EXPORTER_OTLP_HEADERS", "Authorization=Bearer%20of-canary%3D, api-key=k"),
    ("AWS_ACCESS_KEY_ID", "commitlake"))]))
"""
    assert run(program, "docker") == [
        ["one-token,\nother-token", "one-token", "other-token"],
        [
            "Authorization=Bearer%20of-canary%3D, api-key=k",
            *("Bearer%20of-canary%3D", "Bearer of-canary=", "of-canary=", "k"),
        ],
        [],
    ]


def test_a_worker_mounts_only_the_folders_that_the_docker_proxy_allows() -> None:
    program = """
import json, github_export
task = github_export.dag.get_task("merge")
print(json.dumps(task.mounts))
"""
    folders = {"COMMITLAKE_SECRETS_FOLDER": "/srv/secrets", "COMMITLAKE_CACHE_FOLDER": "/srv/cache"}
    assert run(program, "docker") == []
    assert run(program, "docker", **folders) == [
        {"Target": "/secrets", "Source": "/srv/secrets", "Type": "bind", "ReadOnly": True},
        {"Target": "/cache", "Source": "/srv/cache", "Type": "bind", "ReadOnly": False},
    ]
    with pytest.raises(AssertionError, match='COMMITLAKE_SECRETS_FOLDER is "secrets": it should be the absolute path'):
        run(program, "docker", COMMITLAKE_SECRETS_FOLDER="secrets")


def test_the_error_names_a_setting_that_is_not_a_number() -> None:
    with pytest.raises(AssertionError, match='COMMITLAKE_CPUS is "two": it should be a number'):
        run("import github_export", "docker", COMMITLAKE_CPUS="two")


def test_the_error_names_a_switch_that_is_neither_on_nor_off() -> None:
    with pytest.raises(AssertionError, match='COMMITLAKE_CATALOG_TASK is "yes": it should be true or false'):
        run("import github_export", "docker", COMMITLAKE_CATALOG_TASK="yes")


@pytest.mark.parametrize("hours", ["-1", "nan", "inf"])
def test_the_error_names_a_setting_that_is_no_number_of_hours(hours: str) -> None:
    with pytest.raises(AssertionError, match=f'COMMITLAKE_TASK_WAIT_HOURS is "{hours}": it should be a number of hours'):
        run("import github_export", "docker", COMMITLAKE_TASK_WAIT_HOURS=hours)


def test_the_error_names_a_function_that_is_not_there() -> None:
    with pytest.raises(AssertionError, match=r'COMMITLAKE_ON_FAILURE is "os\.nothing": it should be module\.function'):
        run("import github_export", "docker", COMMITLAKE_ON_FAILURE="os.nothing")
    with pytest.raises(AssertionError, match=r'COMMITLAKE_ON_FAILURE is "os\.sep": it should be a function, and is a str'):
        run("import github_export", "docker", COMMITLAKE_ON_FAILURE="os.sep")


def test_airflow_masks_the_demos_secrets() -> None:
    lines = (documented.ROOT / "docker/demo.env").read_text().splitlines()
    values = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    secrets = {name: values[name] for name in ("GITHUB_TOKENS", "AWS_SECRET_ACCESS_KEY")}
    shortest = 'from airflow.configuration import conf; print(conf.getint("logging", "min_length_masked_secret"))'
    assert min(map(len, secrets.values())) >= run(shortest, "docker")


def test_the_error_names_an_unknown_runtime() -> None:
    with pytest.raises(AssertionError, match='COMMITLAKE_RUNTIME is "podman": it should be docker or kubernetes'):
        run("import github_export", "podman")
