"""The server of ledgers in PostgreSQL."""

import getpass
import glob
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile

from .servers import Server

USER = "keeper"
PASSWORD = "chaos-password-of-a-test"
# Debian keeps the server's programs out of the search path.
DEBIAN = "/usr/lib/postgresql/*/bin/"


def program(name: str) -> str:
    found = shutil.which(name) or next(iter(sorted(glob.glob(DEBIAN + name))), None)
    if found is None:
        raise SystemExit(f"there is no {name}: install PostgreSQL (apt-get install postgresql)")
    return found


class Postgres(Server):
    """A PostgreSQL server, which keeps what it has committed when it is killed."""

    # An immediate shutdown, which ends the sessions' processes too. The next start recovers from the log.
    end = signal.SIGQUIT

    def __init__(self, folder: pathlib.Path) -> None:
        super().__init__("postgres", folder)
        # PostgreSQL refuses to run as root, and other users can't enter the round's folder.
        self.data = pathlib.Path(tempfile.mkdtemp(prefix="chaos-postgres-"))
        self.as_user = ["runuser", "-u", "nobody", "--"] if getpass.getuser() == "root" else []
        if self.as_user:
            shutil.chown(self.data, "nobody")
        password = self.data / "password"
        password.write_text(PASSWORD)
        make = [program("initdb"), "-D", str(self.data / "data"), "-U", USER, "-A", "scram-sha-256"]
        make += ["--pwfile", str(password)]
        subprocess.run([*self.as_user, *make], check=True, stdout=subprocess.DEVNULL, cwd="/")

    def command(self) -> list[str]:
        settings = ["listen_addresses=127.0.0.1", f"port={self.port}", "unix_socket_directories="]
        flags = [flag for setting in settings for flag in ("-c", setting)]
        return [*self.as_user, program("postgres"), "-D", str(self.data / "data"), *flags]

    def environment(self) -> dict[str, str]:
        return {}

    def answers(self) -> bool:
        command = [program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(command, check=False).returncode == 0

    def create(self, database: str) -> None:
        command = [program("createdb"), "-h", "127.0.0.1", "-p", str(self.port), "-U", USER, database]
        subprocess.run(command, env=os.environ | {"PGPASSWORD": PASSWORD}, check=True)

    def remove(self) -> None:
        self.kill()
        shutil.rmtree(self.data, ignore_errors=True)


def settings(database: str, port: int) -> dict[str, str]:
    """A worker's settings for a ledger behind a port."""
    return {
        "COMMITLAKE_LEDGER": f"jdbc:postgresql://127.0.0.1:{port}/{database}",
        "COMMITLAKE_LEDGER_USER": USER,
        "COMMITLAKE_LEDGER_PASSWORD": PASSWORD,
    }
