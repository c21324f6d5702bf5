"""The servers of a round: an object store and the sandbox as GitHub."""

import abc
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).parents[5]
SANDBOX = ROOT / "sandbox" / "bin" / "sandbox"
BUCKET = "github"
ACCESS_KEY = "chaosaccesskey"
SECRET_KEY = "chaos-secret-of-a-test"
TOKEN = "chaos-token"
# MinIO's releases have no versions that Go knows; this is the last commit of its archived repository.
MINIO = "v0.0.0-20260212201848-7aac2a2c5b7c"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


class Server(abc.ABC):
    """A server process that listens on one port for as long as the round lasts."""

    # The signal that kills it.
    end = signal.SIGKILL

    def __init__(self, name: str, folder: pathlib.Path) -> None:
        self.port = free_port()
        self.folder = folder / name
        self.folder.mkdir(parents=True)
        self.log = folder / f"{name}.log"
        self.process: subprocess.Popen[bytes] | None = None

    @abc.abstractmethod
    def command(self) -> list[str]: ...

    @abc.abstractmethod
    def environment(self) -> dict[str, str]: ...

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command(),
                env=os.environ | self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        end = time.monotonic() + 120
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"{self.command()[0]} didn't start; {self.log} says:\n{self.log.read_text()[-2000:]}")
            time.sleep(0.05)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=5):
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False

    def kill(self) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, self.end)
            self.process.wait()
            self.process = None


class GitHub(Server):
    """The sandbox, as GitHub alone."""

    def __init__(self, folder: pathlib.Path, histories: pathlib.Path) -> None:
        super().__init__("github", folder)
        self.histories = histories

    def command(self) -> list[str]:
        return [str(SANDBOX), "--quiet", "--histories", str(self.histories), "--port", str(self.port)]

    def environment(self) -> dict[str, str]:
        return {"GITHUB_TOKENS": TOKEN}


class Store(Server):
    """An object store with one bucket."""

    def download(self, prefix: str, folder: pathlib.Path) -> None:
        """Copies the objects below a prefix to a folder."""
        shutil.copytree(self.folder / BUCKET / prefix, folder)


class SandboxStore(Store):
    """The sandbox, as an S3 alone."""

    # S3Proxy writes an object to a file of its own first, and lists that file as an object if it was killed meanwhile.
    UNFINISHED = re.compile(r".*-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

    def start(self) -> None:
        for file in self.folder.rglob("*"):
            if self.UNFINISHED.fullmatch(file.name):
                file.unlink()
        super().start()

    def command(self) -> list[str]:
        nothing = self.folder.parent / "no-histories"
        nothing.mkdir(exist_ok=True)
        data = ["--s3-data", str(self.folder), "--s3-port", str(self.port)]
        return [str(SANDBOX), "--quiet", "--histories", str(nothing), *data]

    def environment(self) -> dict[str, str]:
        return {"AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET_KEY}


def installed(program: str, module: str) -> str:
    """The path of a Go program, which is built the first time."""
    path = shutil.which(program) or str(ROOT / ".cache" / "go" / program)
    if not os.access(path, os.X_OK):
        print(f"Building {module} ...", flush=True)
        environment = os.environ | {"GOBIN": os.path.dirname(path)}
        subprocess.run(["go", "install", module], env=environment, check=True)
    return path


class Versitygw(Store):
    def command(self) -> list[str]:
        program = installed("versitygw", "github.com/versity/versitygw/cmd/versitygw@v1.8.0")
        (self.folder / BUCKET).mkdir(exist_ok=True)
        return [program, "--port", f"127.0.0.1:{self.port}", "posix", str(self.folder)]

    def environment(self) -> dict[str, str]:
        return {"ROOT_ACCESS_KEY": ACCESS_KEY, "ROOT_SECRET_KEY": SECRET_KEY}


class Minio(Store):
    def command(self) -> list[str]:
        program = installed("minio", f"github.com/minio/minio@{MINIO}")
        (self.folder / BUCKET).mkdir(exist_ok=True)
        return [program, "server", "--quiet", "--address", f"127.0.0.1:{self.port}", str(self.folder)]

    def environment(self) -> dict[str, str]:
        return {"MINIO_ROOT_USER": ACCESS_KEY, "MINIO_ROOT_PASSWORD": SECRET_KEY}

    def download(self, prefix: str, folder: pathlib.Path) -> None:
        """MinIO's own files aren't the objects."""
        from pyarrow import fs

        s3 = fs.S3FileSystem(
            access_key=ACCESS_KEY,
            secret_key=SECRET_KEY,
            endpoint_override=f"http://127.0.0.1:{self.port}",
            region="us-east-1",
        )
        fs.copy_files(f"{BUCKET}/{prefix}", str(folder), source_filesystem=s3)


STORES: dict[str, type[Store]] = {"sandbox": SandboxStore, "versitygw": Versitygw, "minio": Minio}
