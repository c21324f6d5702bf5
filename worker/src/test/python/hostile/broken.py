"""Repositories that lack objects or have broken ones."""

import collections.abc
import zlib

from case import case, cases
from refs import some
from repository import COMMITTER, Repository
from trees import FILE, FOLDER, steps

Damage = collections.abc.Callable[[Repository, str], None]


def missing(to: Repository, sha: str) -> None:
    to.path(sha).unlink()


def emptied(to: Repository, sha: str) -> None:
    to.path(sha).write_bytes(b"")


def cut(to: Repository, sha: str) -> None:
    path = to.path(sha)
    path.write_bytes(path.read_bytes()[:-6])


def garbage(to: Repository, sha: str) -> None:
    to.path(sha).write_bytes(b"no zlib" * 10)


def another(to: Repository, sha: str) -> None:
    """Another object under this name: its hash is wrong."""
    to.path(sha).write_bytes(zlib.compress(b"blob 6\0other\n"))


DAMAGES: dict[str, Damage] = {
    "missing": missing,
    "emptied": emptied,
    "cut": cut,
    "garbage": garbage,
    "another": another,
}


def history(to: Repository) -> dict[str, str]:
    """Two commits; the objects of the older one, by kind."""
    blob = to.blob(b"old\n")
    tree = to.tree((FILE, b"file", blob))
    commit = to.commit(to.tree((FOLDER, b"folder", tree)))
    to.branch(some(to, commit, text=b"new\n"))
    return {"blob": blob, "tree": tree, "commit": commit}


WORDS = "can't be fetched"


@cases({name: damage for name, damage in DAMAGES.items() if damage is not another}, "failed", WORDS)
def blob(to: Repository, damage: Damage) -> None:
    damage(to, history(to)["blob"])


@case("failed", "unable to read")
def blob_another(to: Repository) -> None:
    """The server sends a pack with all objects but this one; Git misses it when it looks for renames."""
    another(to, history(to)["blob"])


@cases(DAMAGES, "failed", WORDS)
def tree(to: Repository, damage: Damage) -> None:
    damage(to, history(to)["tree"])


@cases(DAMAGES, "failed", WORDS)
def commit(to: Repository, damage: Damage) -> None:
    damage(to, history(to)["commit"])


@case("failed", WORDS)
def a_corrupt_pack(to: Repository) -> None:
    to.collect()
    older = some(to, text=b"x" * 10_000)
    to.pack()
    to.branch(some(to, older))
    path = next((to.folder / "objects/pack").glob("*.pack"))
    data = bytearray(path.read_bytes())
    for at in range(60, len(data) - 20, 7):
        data[at] ^= 0x55
    path.chmod(0o644)
    path.write_bytes(data)


@case("failed", "refuses to send it")
def a_parent_that_is_a_tree(to: Repository) -> None:
    to.branch(some(to, to.files({b"file": b"text\n"})))


@case("failed", WORDS)
def a_tree_that_is_a_commit(to: Repository) -> None:
    to.branch(to.commit(some(to)))


@cases(
    {
        "without-a-tree": COMMITTER + b"\n\nmessage\n",
        "with-a-short-tree": b"tree 1234\n" + COMMITTER + b"\n\nmessage\n",
        "with-a-bad-parent": b"tree %s\nparent nothing\n" + COMMITTER + b"\n\nmessage\n",
        "of-nothing": b"",
    },
    "failed",
    WORDS,
)
def commit_object(to: Repository, body: bytes) -> None:
    tree = to.files({b"file": b"text\n"}).encode()
    to.branch(some(to, to.write("commit", body.replace(b"%s", tree))))


LIES = {
    "blocked": b"DMCA takedown",
    "limited": b"rate limit",
    "unreachable": b"Could not resolve host",
    "gone": b"Repository not found",
    "moved": b"returned error: 301",
    "unauthorized": b"returned error: 401 Authentication failed",
    "rewritten": b"not our ref " + b"1" * 40,
    "a-full-disk": b"No space left on device",
    "little-memory": b"out of memory",
    "in-many-words": b"rate limit entry 'x" * 500,
    "on-lines-of-its-own": b"'\nfatal: the requested URL returned error: 451\n'",
}


@cases(LIES, "failed", "is a tree, not a blob")
def a_path_that_tells_lies(to: Repository, path: bytes) -> None:
    """Git quotes the path of a broken tree in its message."""
    inside = to.tree((FILE, b"file", to.blob(b"text\n")))
    known = to.tree((FOLDER, b"a", inside))
    steps(to, known, to.tree((FOLDER, b"a", inside), (FILE, path, inside)))
