"""Repositories with odd things in the server's own folder: they must not reach the dataset."""

import subprocess

from case import case
from commits import AUTHOR, COMMITTER
from refs import some
from repository import Repository


def three(to: Repository) -> list[str]:
    """A branch of three commits."""
    shas: list[str] = []
    for i in range(3):
        shas.append(some(to, *shas[-1:], text=b"%d\n" % i))
    to.branch(shas[-1])
    return shas


@case()
def replaced_commits(to: Repository) -> None:
    shas = three(to)
    other = some(to, text=b"replaced\n", message=b"replaced\n")
    (to.folder / "refs/replace").mkdir()
    for sha in shas:
        (to.folder / "refs/replace" / sha).write_text(other + "\n")


@case()
def replaced_files(to: Repository) -> None:
    three(to)
    (to.folder / "refs/replace").mkdir()
    (to.folder / "refs/replace" / to.blob(b"1\n")).write_text(to.blob(b"1\n2\n3\n") + "\n")


@case("failed", "Could not read")
def grafts(to: Repository) -> None:
    shas = three(to)
    (to.folder / "info").mkdir()
    (to.folder / "info/grafts").write_text(shas[2] + "\n")


@case("failed", "can't be fetched")
def shallow(to: Repository) -> None:
    shas = three(to)
    to.path(shas[0]).unlink()
    (to.folder / "shallow").write_text(shas[1] + "\n")


@case()
def alternates(to: Repository) -> None:
    shas = three(to)
    other = to.folder.parent / "alternate"
    (to.folder / "objects").rename(other)
    for part in ("info", "pack"):
        (to.folder / "objects" / part).mkdir(parents=True)
    (to.folder / "objects/info/alternates").write_text("../../alternate\n/nowhere\n")
    assert (other / shas[0][:2]).exists()


@case()
def hooks_and_settings(to: Repository) -> None:
    three(to)
    (to.folder / "hooks").mkdir()
    for hook in ("post-checkout", "reference-transaction", "post-update", "fsmonitor-watchman"):
        path = to.folder / "hooks" / hook
        path.write_text("#!/bin/sh\necho hooked >&2\nexit 1\n")
        path.chmod(0o755)
    with (to.folder / "config").open("a") as config:
        config.write("[uploadpack]\n\tpackObjectsHook = false\n[core]\n\tfsmonitor = false\n")


@case("failed", "answers 500")
def sha_256(to: Repository) -> None:
    """GitHub has none, and the sandbox can't show one."""
    subprocess.run(["rm", "-r", to.folder], check=True)
    git = ["git", "-C", to.folder]
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", "--object-format=sha256", to.folder], check=True)
    people = b"\n".join((AUTHOR, COMMITTER))
    tree = subprocess.run([*git, "mktree"], input=b"", check=True, capture_output=True).stdout
    body = b"tree " + tree + people + b"\n\nmessage\n"
    command = [*git, "hash-object", "-t", "commit", "-w", "--stdin"]
    to.branch(subprocess.run(command, input=body, check=True, capture_output=True).stdout.decode().strip())
