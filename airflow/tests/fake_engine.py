"""A Docker engine for the process of a test: its containers end as the test says. Real operators and a real Airflow use it."""

from __future__ import annotations

import io
import json
import tarfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from docker.errors import NotFound

from commitlake.docker import DockerWorker

#: The end of a container: its exit code and its summary. A "retry_at" in it is in seconds from the container's start.
End = tuple[int, dict[str, Any] | None]


class FakeEngine:
    """
    Runs containers one after the other.

    :ivar ends: the ends of the containers in order; the last one stands for all later ones. Without any, containers don't end
    :ivar started: when each container was created
    :ivar told: what Airflow told the engine to do with containers, in order
    """

    def __init__(self) -> None:
        self.ends: list[End] = []
        self.started: list[datetime] = []
        self.told: list[str] = []
        self.code = 0
        self.summary: dict[str, Any] | None = None
        self.exists = False

    def runs(self, ends: list[End]) -> None:
        """Forgets all containers; the next ones end in this way."""
        self.ends, self.started, self.told, self.exists = ends, [], [], False

    def use(self) -> None:
        """Makes every worker task of this process use this engine."""
        setattr(DockerWorker, "hook", SimpleNamespace(api_client=self, client_created=True))

    def create_container(self, **_: Any) -> dict[str, str]:
        self.started.append(datetime.now(UTC))
        self.exists = True
        if self.ends:
            self.code, self.summary = self.ends[min(len(self.started), len(self.ends)) - 1]
        return {"Id": "c"}

    def attach(self, **_: Any) -> Iterator[bytes]:
        yield b"commitlake: as the test says"
        while not self.ends:
            time.sleep(0.1)

    def wait(self, _: str) -> dict[str, int]:
        return {"StatusCode": self.code}

    def inspect_container(self, _: str) -> dict[str, Any]:
        return {"State": {"ExitCode": self.code}}

    def get_archive(self, *_: str) -> tuple[list[bytes], dict[str, Any]]:
        if self.summary is None:
            raise NotFound("the container wrote no summary")
        summary = dict(self.summary)
        if "retry_at" in summary:
            at = self.started[-1] + timedelta(seconds=summary["retry_at"])
            summary["retry_at"] = at.isoformat().replace("+00:00", "Z")
        content, file = json.dumps(summary).encode(), io.BytesIO()
        with tarfile.open(fileobj=file, mode="w") as tar:
            entry = tarfile.TarInfo("return.json")
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
        return [file.getvalue()], {"size": len(content), "name": "return.json"}

    def stop(self, _: str) -> None:
        self._must_exist()
        self.told.append("stop")

    def remove_container(self, _: str, **__: Any) -> None:
        self._must_exist()
        self.told.append("remove")
        self.exists = False

    def _must_exist(self) -> None:
        if not self.exists:
            raise NotFound("No such container")

    def containers(self, **_: Any) -> list[Any]:
        return []

    def images(self, **_: Any) -> list[str]:
        return ["the worker's image"]

    def create_host_config(self, **_: Any) -> dict[str, Any]:
        return {}

    def start(self, _: str) -> None:
        pass
