"""Repositories whose HEAD, branches or shape of history are odd."""

import random

from case import case, cases
from repository import Repository


def some(to: Repository, *parents: str, text: bytes = b"text\n", **lines: bytes | None) -> str:
    """A commit with one file."""
    return to.commit(to.files({b"file": text}), *parents, **lines)


@case("empty", "no commit")
def no_branches(to: Repository) -> None:
    """HEAD names a branch that has no commit."""


@case("empty", "no commit")
def unborn_head_beside_branches(to: Repository) -> None:
    to.branch(some(to), b"other")
    (to.folder / "HEAD").write_bytes(b"ref: refs/heads/main\n")


@case("empty", "no commit")
def detached_head(to: Repository) -> None:
    """GitHub names no default branch for it."""
    sha = some(to)
    to.branch(sha)
    (to.folder / "HEAD").write_bytes(sha.encode() + b"\n")


@case("empty", "no commit")
def head_to_a_tag(to: Repository) -> None:
    (to.folder / "refs/tags/v1").write_text(some(to) + "\n")
    (to.folder / "HEAD").write_bytes(b"ref: refs/tags/v1\n")


def tag(to: Repository, kind: str, sha: str, name: bytes = b"v1") -> str:
    person = b"tagger T <t@example.com> 1600000000 +0000"
    return to.write("tag", b"object %s\ntype %s\ntag %s\n%s\n\ntag\n" % (sha.encode(), kind.encode(), name, person))


@case()
def branch_to_a_tag(to: Repository) -> None:
    to.branch(tag(to, "commit", some(to)))


@case()
def branch_to_a_tree(to: Repository) -> None:
    """It has no commit, so the dataset has none."""
    to.branch(to.files({b"file": b"text\n"}))


@case()
def branch_to_a_blob(to: Repository) -> None:
    to.branch(to.blob(b"text\n"))


@case("empty", "no commit")
def branch_to_a_missing_commit(to: Repository) -> None:
    to.branch("1" * 40)


@cases(
    {
        "of-250-characters": b"b" * 250,
        "in-folders": b"a/b/c/d/e/f",
        "in-utf-8": "zweig-\u00e4-\U0001f333".encode(),
        "with-quotes": b'it\'s-a-"branch"',
        "with-a-percent-sign": b"100%25",
        "like-a-flag": b"--upload-pack=touch",
        "like-a-sha": b"1" * 40,
        "named-head": b"HEAD",
        "with-shell-words": b"$(touch${IFS}x);`id`",
    }
)
def branch_name(to: Repository, name: bytes) -> None:
    to.branch(some(to), name)


@case()
def branch_name_in_latin_1(to: Repository) -> None:
    sha = some(to)
    to.branch(sha)
    (to.folder / "refs/heads/main").unlink()
    (to.folder / "packed-refs").write_bytes(sha.encode() + b" refs/heads/zweig-\xe4\n")
    (to.folder / "HEAD").write_bytes(b"ref: refs/heads/zweig-\xe4\n")


@case()
def other_branches_are_broken(to: Repository) -> None:
    to.branch("1" * 40, b"broken")
    to.branch("0" * 40, b"null")
    to.branch("2" * 40, b"rate-limit")
    (to.folder / "refs/heads/text").write_bytes(b"no sha\n")
    (to.folder / "refs/heads/loop").write_bytes(b"ref: refs/heads/loop\n")
    to.branch(some(to))


@case()
def ten_thousand_branches(to: Repository) -> None:
    sha = some(to)
    lines = sorted(b"%s refs/heads/b%d\n" % (sha.encode(), i) for i in range(10_000))
    (to.folder / "packed-refs").write_bytes(b"# pack-refs with: peeled fully-peeled sorted \n" + b"".join(lines))
    to.branch(sha)


@case()
def several_roots(to: Repository) -> None:
    roots = [some(to, text=b"%d\n" % i, message=b"root %d\n" % i) for i in range(4)]
    first = some(to, roots[0], roots[1], text=b"5\n")
    to.branch(some(to, some(to, first, roots[2]), roots[3]))


@case()
def octopus_of_100_parents(to: Repository) -> None:
    root = some(to)
    arms = [some(to, root, text=b"arm %d\n" % i, message=b"arm %d\n" % i) for i in range(100)]
    to.branch(some(to, *arms, text=b"all\n"))


@case()
def parents_twice(to: Repository) -> None:
    root = some(to)
    second = some(to, root, root, text=b"2\n")
    third = some(to, second, root, second, text=b"3\n")
    to.branch(some(to, *[third] * 20, text=b"4\n"))


@case()
def criss_cross(to: Repository) -> None:
    left = some(to)
    right = some(to, left, text=b"right\n")
    for i in range(40):
        left, right = (some(to, left, right, text=b"l%d\n" % i), some(to, right, left, text=b"r%d\n" % i))
    to.branch(some(to, left, right))


@case()
def merges_at_random(to: Repository) -> None:
    dice = random.Random(17)
    commits = [some(to)]
    for i in range(300):
        parents = dice.sample(commits[-30:], min(len(commits), dice.randint(1, 4)))
        date = b"committer C <c@example.com> %d +0000" % dice.randint(0, 1_700_000_000)
        commits.append(some(to, *parents, text=b"%d\n" % i, committer=date))
    to.branch(some(to, *commits[-5:]))


@case()
def two_commits_differ_in_one_byte(to: Repository) -> None:
    """Only their messages differ, so their dates tie: rows follow the SHA."""
    tip = some(to)
    for message in (b"a\n", b"a", b"a\n\n", b"a\r\n", b" a\n"):
        tip = some(to, tip, message=message)
    to.branch(tip)


@case()
def commits_without_files(to: Repository) -> None:
    first = to.commit(to.empty_tree())
    to.branch(to.commit(to.empty_tree(), first))
