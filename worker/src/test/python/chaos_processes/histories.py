"""Git repositories whose branch moves from step to step, as their owners' pushes would move it."""

import dataclasses
import datetime
import os
import pathlib
import random
import subprocess

FIRST_ID = 1000
BRANCH = "refs/heads/main"


def git(folder: pathlib.Path, *arguments: str, environment: dict[str, str] | None = None) -> str:
    command = ["git", "-C", str(folder), *arguments]
    done = subprocess.run(command, env=os.environ | (environment or {}), capture_output=True, text=True, check=True)
    return done.stdout.strip()


@dataclasses.dataclass(frozen=True)
class Moving:
    """A repository and its branch's head at each step."""

    id: int
    folder: pathlib.Path
    heads: list[str]
    moves: list[str]

    @property
    def full_name(self) -> str:
        return "sandbox/" + self.folder.stem

    def __str__(self) -> str:
        return f"{self.full_name} ({', '.join(self.moves)})"

    def move(self, step: int) -> None:
        git(self.folder, "update-ref", BRANCH, self.heads[step])


def commit(folder: pathlib.Path, tree_of: str, parents: list[str], message: str, at: int) -> str:
    """A commit with another one's files."""
    moment = f"{at} +0000"
    identity = {
        f"GIT_{role}_{field}": value
        for role in ("AUTHOR", "COMMITTER")
        for field, value in (("NAME", "Chaos"), ("EMAIL", "chaos@example.com"), ("DATE", moment))
    }
    over = [argument for parent in parents for argument in ("-p", parent)]
    return git(folder, "commit-tree", f"{tree_of}^{{tree}}", *over, "-m", message, environment=identity)


def moving(number: int, folder: pathlib.Path, steps: int, latest: int, rng: random.Random) -> Moving:
    """Chooses a head for each step; commits that aren't in the history are made a second after its latest one."""
    chain = git(folder, "rev-list", "--first-parent", "--reverse", "HEAD").split()
    heads: list[str] = []
    moves: list[str] = []
    for step in range(steps):
        place = len(chain) * (step + 1) // steps - 1
        move = rng.choice(["forward", "forward", "rewritten", "back", "merged"]) if step > 0 else "forward"
        head = chain[place]
        if move == "rewritten":
            parent = chain[place - min(place, rng.randint(1, 20))]
            head = commit(folder, chain[place], [parent], f"rewritten at step {step}", latest + step)
        elif move == "back":
            head = chain[max(0, len(chain) * step // steps - 1 - rng.randint(1, 20))]
        elif move == "merged" and heads[-1] != head:
            head = commit(folder, head, [head, heads[-1]], f"merged at step {step}", latest + step)
        heads.append(head)
        moves.append(move)
        # The branch will have left it, but a server keeps it.
        git(folder, "update-ref", f"refs/kept/{step}", head)
    return Moving(number, folder, heads, moves)


def prepare(
    source: pathlib.Path, folder: pathlib.Path, repositories: int, steps: int, rng: random.Random
) -> tuple[list[Moving], list[str]]:
    """Clones some of a folder's bundles. Returns them with the snapshot of each step."""
    bundles = sorted(source.glob("*.bundle"))
    if not bundles:
        raise SystemExit(f"{source} has no *.bundle")
    folder.mkdir(parents=True)
    clones = []
    for bundle in sorted(rng.sample(bundles, min(repositories, len(bundles)))):
        clone = folder / f"{bundle.stem}.git"
        git(folder, "clone", "--quiet", "--bare", str(bundle), str(clone))
        git(clone, "symbolic-ref", "HEAD", BRANCH)
        clones.append(clone)
    latest = max(int(at) for clone in clones for at in git(clone, "log", "--format=%ct", "HEAD").split())
    latest = min(latest, int(datetime.datetime.now(datetime.UTC).timestamp()) - 40 * 86400)
    day = datetime.date.fromtimestamp(latest) + datetime.timedelta(days=2)
    snapshots = [str(day + datetime.timedelta(days=step)) for step in range(steps)]
    found = [moving(FIRST_ID + place, clone, steps, latest + 1, rng) for place, clone in enumerate(clones)]
    for repository in found:
        repository.move(0)
    return found, snapshots
