"""The compose file's services for a test, with a canary for each secret, and a search for the canaries in all stored data."""

from __future__ import annotations

import base64
import json
import os
import secrets
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

from airflow_rest import AirflowRest, free_port, out, say, until
from histories import make_histories

ROOT = Path(__file__).resolve().parents[2]
PROJECT = "commitlake-test"
KEEP = bool(os.environ.get("COMMITLAKE_KEEP"))
#: The user and group of the worker's image.
WORKER = (10001, 10001)


class Stack(AirflowRest):
    """The compose file's services, up from entry to exit."""

    #: The compose file and its overlays.
    files: tuple[Path, ...] = (ROOT / "docker-compose.yml",)
    project = PROJECT
    #: The services to start; all of them if it is empty.
    services: tuple[str, ...] = ()
    sandbox_host = "sandbox:8080"

    def __init__(self, scratch: Path, docker_config: str, **more: str) -> None:
        super().__init__(free_port(), secrets.token_hex(8))
        self.scratch = scratch
        self.reports_port = free_port()
        self.store = scratch / "store"
        self.histories = scratch / "histories"
        self.canary = "ghp_" + secrets.token_hex(18)
        self.key = secrets.token_hex(20)
        self.postgres = secrets.token_hex(12)
        # Of the user that owns the catalog's database.
        self.ledger = secrets.token_hex(12)
        self.connection_password = secrets.token_hex(16)
        # The test writes them one after the other into the file that workers read.
        self.file_tokens = [f"ghp_{secrets.token_hex(18)}" for _ in range(2)]
        self.secrets_folder = scratch / "secrets"
        self.cache_folder = scratch / "cache"
        self.environment = os.environ | {
            "DOCKER_CONFIG": docker_config,
            "DOCKER_BUILDKIT": "0",
            "COMPOSE_PROFILES": "demo,ledger",
            "REPORTS_PORT": str(self.reports_port),
            "COMMITLAKE_DATASET_URL": f"http://127.0.0.1:{self.reports_port}",
            "COMPOSE_PROJECT_NAME": self.project,
            "COMMITLAKE_DOCKER_NETWORK": self.project,
            "AIRFLOW_PORT": str(self.port),
            "STORE_PORT": str(free_port()),
            "STORE_DATA": str(self.store),
            "SANDBOX_HISTORIES": str(self.histories),
            "AIRFLOW_PASSWORD": self.password,
            "POSTGRES_PASSWORD": self.postgres,
            "AIRFLOW_JWT_SECRET": secrets.token_hex(32),
            "AIRFLOW_SECRET_KEY": secrets.token_hex(32),
            "AIRFLOW_FERNET_KEY": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
            "AWS_SECRET_ACCESS_KEY": self.key,
            "GITHUB_TOKENS": self.canary,
            "GITHUB_TOKENS_FILE": "/secrets/tokens",
            "SANDBOX_TOKENS": ",".join([self.canary, *self.file_tokens]),
            "COMMITLAKE_CATALOG": "jdbc:postgresql://postgres/commitlake",
            "COMMITLAKE_CATALOG_USER": "commitlake",
            "COMMITLAKE_CATALOG_PASSWORD": self.ledger,
            "COMMITLAKE_CATALOG_TASK": "true",
            "COMMITLAKE_COMPACTED": "s3://commitlake/compacted",
            "COMMITLAKE_COMPACTION_MEMORY_MB": "1536",
            "COMMITLAKE_COMPACTION_SCHEDULE": "",
            "COMMITLAKE_LEDGER_PASSWORD": self.ledger,
            "COMMITLAKE_SECRETS_FOLDER": str(self.secrets_folder),
            "COMMITLAKE_CACHE_FOLDER": str(self.cache_folder),
            "COMMITLAKE_CLONE_CACHE": "/cache",
            "COMMITLAKE_RETRY_DELAY_SECONDS": "3",
            "COMMITLAKE_SCHEDULE": "0 0 1-3 3 *",
            # Shorter than the limits of the test, so that Airflow waits instead of the worker.
            "COMMITLAKE_MAX_WAIT": "PT5S",
            "COMMITLAKE_MEMORY_MB": "768",
            "GITHUB_API_URL": f"http://{self.sandbox_host}/api/v3",
            "GITHUB_GRAPHQL_URL": f"http://{self.sandbox_host}/api/graphql",
            "GITHUB_SERVER_URL": f"http://{self.sandbox_host}",
            **more,
        }

    def compose(self, *words: str, standard_input: str | None = None) -> str:
        return out(*self._command(*words), env=self.environment, cwd=ROOT, input=standard_input)

    def _command(self, *words: str) -> tuple[str, ...]:
        files = [word for file in self.files for word in ("-f", str(file))]
        return ("docker", "compose", "--project-directory", str(ROOT), *files, *words)

    def __enter__(self) -> Self:
        self.store.mkdir()
        self.histories.mkdir()
        make_histories(self.histories)
        for folder in (self.secrets_folder, self.cache_folder):
            folder.mkdir()
            os.chown(folder, *WORKER)
        self.put_token(self.file_tokens[0])
        try:
            # A killed test may have left containers with other passwords.
            self._take_down()
            # All services, without the demo, which tracks repositories that these histories don't have.
            which = self.services or ("--scale", "demo=0")
            out(*self._command("up", "-d", "--no-build", *which), env=self.environment, cwd=ROOT, timeout=600)
            self.install_airflow()
            until("Airflow to answer", self.log_in)
            until("the DAG to be parsed", self.is_parsed)
        except BaseException:
            self.__exit__()
            raise
        return self

    def install_airflow(self) -> None:
        """Starts Airflow, if it isn't one of the services."""

    def __exit__(self, *_: object) -> None:
        if KEEP:
            return
        self._take_down()

    def _take_down(self) -> None:
        mine = out("docker", "ps", "-aq", "--filter", f"network={self.project}", "--filter", "label=io.commitlake.dag").split()
        if mine:
            out("docker", "rm", "-fv", *mine)
        self.compose("down", "-v", "--remove-orphans", "-t", "5")

    def worker(self, *words: str, dataset: str = "") -> str:
        more = ("-e", f"COMMITLAKE_DATASET={dataset}") if dataset else ()
        return self.compose("run", "--rm", "--no-deps", "-T", *more, "worker", *words)

    def put_token(self, token: str) -> None:
        """Replaces the file of tokens atomically, as a program that renews tokens does."""
        new = self.secrets_folder / "tokens.new"
        new.write_text(token + "\n")
        new.chmod(0o400)
        os.chown(new, *WORKER)
        new.rename(self.secrets_folder / "tokens")

    def forget_clones(self) -> None:
        """Empties the clone cache, so that the next run fetches the whole history again."""
        for clone in self.cache_folder.iterdir():
            shutil.rmtree(clone) if clone.is_dir() else clone.unlink()

    def faults(self, method: str, order: Any = None) -> None:
        self._ask_sandbox("faults", method, order)

    def requests_by_token(self) -> dict[str, int]:
        """The number of requests to the sandbox with each token since the last call."""
        callers = self._ask_sandbox("requests", "GET")["callers"]
        self._ask_sandbox("requests", "DELETE")
        tokens = self.environment["SANDBOX_TOKENS"].split(",")
        return {token: int(callers.get(f"token {place}", 0)) for place, token in enumerate(tokens)}

    def _ask_sandbox(self, what: str, method: str, order: Any = None) -> Any:
        body = None if order is None else json.dumps(order).encode()
        request = urllib.request.Request(f"http://{self._sandbox()}/_sandbox/{what}", method=method, data=body)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or b"null")

    def health(self, service: str) -> str:
        """The health of a service, as "docker compose ps" shows it."""
        return out("docker", "inspect", "-f", "{{.State.Health.Status}}", self.container(service)).strip()

    def container(self, service: str) -> str:
        return self.compose("ps", "-aq", service).split()[0]

    def _sandbox(self) -> str:
        """The sandbox's address for this machine."""
        sandbox = self.compose("ps", "-q", "sandbox").split()[0]
        shape = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}"
        return out("docker", "inspect", "-f", shape, sandbox).strip() + ":8080"

    def containers(self, run: str, *more: str) -> list[str]:
        """The running containers of a run's shards."""
        want = ("label=io.commitlake.task=extract", f"label=io.commitlake.run={run}", *more)
        return out("docker", "ps", "-q", *(word for label in want for word in ("--filter", label))).split()

    def rows_of(self, number: int) -> int:
        """The number of commit files that exports with this number wrote."""
        return len(list(self.dataset().glob(f"commits/*/*/commits_*-{number}.parquet")))

    def dataset(self, name: str = "github") -> Path:
        return self.store / "commitlake" / name

    def secrets(self) -> tuple[str, ...]:
        """The texts that no stored data may contain."""
        return (self.canary, self.key, self.ledger, self.connection_password, *self.file_tokens)

    def places(self) -> Iterator[tuple[str, bytes]]:
        """All stored data of the runs and of the services, with the name of its place."""
        dump = ("exec", "-T", "-e", f"PGPASSWORD={self.postgres}", "postgres", "pg_dump", "-h127.0.0.1", "-Uairflow", "airflow")
        yield "PostgreSQL", self.compose(*dump).encode()
        logs = self.scratch / "logs"
        scheduler = self.compose("ps", "-q", "scheduler").split()[0]
        out("docker", "cp", f"{scheduler}:/opt/airflow/logs", str(logs))
        for file in logs.rglob("*"):
            if file.is_file() and not file.is_symlink():
                yield str(file), file.read_bytes()
        yield "the services' logs", self.compose("logs", "--no-color").encode()
        for image in ("commitlake/worker:latest", "commitlake/airflow:latest"):
            yield image, out("docker", "inspect", image).encode() + out("docker", "history", "--no-trunc", image).encode()
            with subprocess.Popen(["docker", "save", image], stdout=subprocess.PIPE) as saved:
                assert saved.stdout
                yield f"the layers of {image}", saved.stdout.read()

    def no_secret_anywhere(self) -> None:
        forms = [form for secret in self.secrets() for form in (secret, base64.b64encode(secret.encode()).decode())]
        # A planted text in a variable of Airflow, to show that the search finds texts.
        planted = "planted" + secrets.token_hex(12)
        self.api("POST", "/variables", {"key": "planted", "value": "{}", "description": planted})
        found_planted, count = False, 0
        for where, content in self.places():
            count += 1
            found_planted |= planted.encode() in content
            for form in forms:
                assert form.encode() not in content, f"{where} contains a secret"
        assert found_planted, "the search doesn't find the planted text"
        say(f"no token and no key in {count} places; the search found the planted text")
