"""Runs programs that import the DAGs, each in a process of its own, without a database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
DAGS = HERE.parents[1] / "dags"
CANARY = "ghp_canary0123456789"

# The operator contacts no cluster here, but writes the cluster's name into the pod's labels.
KUBECONFIG = """
apiVersion: v1
kind: Config
clusters: [{name: none, cluster: {server: "https://127.0.0.1:1"}}]
users: [{name: none, user: {}}]
contexts: [{name: none, context: {cluster: none, user: none}}]
current-context: none
"""


def database(folder: Path) -> dict[str, str]:
    """Settings of a process that runs the DAGs in a folder, on a database of its own there."""
    return {
        "AIRFLOW_HOME": str(folder),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{folder}/airflow.db",
        "AIRFLOW__CORE__DAGS_FOLDER": str(folder),
        "PYTHONPATH": f"{DAGS}:{HERE}:{folder}",
    }


def run(program: str, runtime: str, **more: str) -> Any:
    """Runs a program that can import the DAGs, with a canary for each secret; returns the JSON on its last line of output."""
    environment = os.environ | {
        "PYTHONPATH": str(DAGS),
        "COMMITLAKE_RUNTIME": runtime,
        "COMMITLAKE_RETRY_DELAY_SECONDS": "5",
        "COMMITLAKE_DATASET": "s3://commitlake/github",
        "COMMITLAKE_DISK_MB": "20480",
        "GITHUB_TOKENS": CANARY,
        "AWS_ACCESS_KEY_ID": CANARY,
        "AWS_SECRET_ACCESS_KEY": CANARY,
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__UNIT_TEST_MODE": "False",
        **more,
    }
    ended = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=600, check=False
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    return json.loads(ended.stdout.strip().splitlines()[-1])
