"""Repositories with odd files, and with files that Git or a server may obey."""

import random

from case import case, cases
from repository import Repository
from trees import LINK, steps

CONTENTS = {
    "carriage-returns": [b"a\rb\rc\r", b"a\rb\rd\r"],
    "windows-lines": [b"a\nb\n", b"a\r\nb\r\n"],
    "no-newline": [b"a\nb", b"a\nb\n", b"a\nb\nc"],
    "a-nul-at-8000": [b"x" * 7999 + b"\0\n", b"x" * 8000 + b"\0\n", b"x" * 8001 + b"\0\n"],
    "nuls": [b"\0", b"\0\n\0\n", b""],
    "utf-16": ["a\nb\n".encode("utf-16"), "a\nc\n".encode("utf-16")],
    "newlines": [b"\n" * 1000, b"\n" * 1001],
    "nothing": [b"", b"\n", b""],
    "equal-lines": [b"x\n" * 20_000, b"x\ny\n" * 10_000],
}


@case()
def contents(to: Repository) -> None:
    steps(to, *(to.files({name.encode(): version}) for name, versions in CONTENTS.items() for version in versions))


@case()
def a_line_of_50_megabytes(to: Repository) -> None:
    steps(to, *(to.files({b"file": b"x" * 50_000_000 + end}) for end in (b"", b"\n", b"\nmore")))


@case()
def a_million_lines(to: Repository) -> None:
    steps(to, *(to.files({b"file": start + b"x\n" * 1_000_000}) for start in (b"", b"y\n")))


@case()
def lines_in_another_order(to: Repository) -> None:
    """The slowest input for Git's diff, which then gives up on the shortest edit."""
    dice = random.Random(17)
    lines = [b"%d\n" % i for i in range(20_000)]
    versions = [b"".join(dice.sample(lines, len(lines))) for _ in range(3)]
    steps(to, *(to.files({b"file": version}) for version in versions))


ATTRIBUTES = {
    "minus-diff": b"* -diff\n",
    "binary": b"* binary\n",
    "diff": b"* diff=evil\n",
    "text": b"* text eol=crlf working-tree-encoding=UTF-16\n",
    "filter": b"* filter=evil ident export-subst\n",
    "macro": b"[attr]evil -diff\n* evil\n",
    "a-huge-line": b"* " + b"a" * 200_000 + b"\n",
    "many-lines": b"* -diff\n" * 100_000,
    "a-nul": b"*\0 -diff\n",
}


@cases(ATTRIBUTES)
def attributes_of(to: Repository, text: bytes) -> None:
    """The counts never depend on attributes, nor on the configuration that they name."""
    always = {b".gitattributes": text, b"folder/.gitattributes": text}
    evil = f"touch {to.folder.parent}/evil"
    with (to.folder / "config").open("a") as config:
        config.write(f'[diff "evil"]\n\ttextconv = {evil}\n\tcommand = {evil}\n[filter "evil"]\n\tclean = {evil}\n')
    versions = ((b"a\nb\n", b"\0a\n"), (b"b\nc\n", b"\0b\n"))
    steps(to, *(to.files(always | {b"folder/a.txt": text, b"folder/a.bin": binary}) for text, binary in versions))


@case()
def attributes_that_are_a_link(to: Repository) -> None:
    link = (LINK, b".gitattributes", to.blob(b"/etc/passwd"))
    steps(to, *(to.tree(link, (b"100644", b"f", to.blob(text))) for text in (b"a\n", b"b\n")))


@case()
def mailmap(to: Repository) -> None:
    """Nobody is renamed: the dataset has the people of the commits."""
    files = {b".mailmap": b"Other <other@example.com> <a@example.com>\nOther <other@example.com> C <c@example.com>\n"}
    steps(to, to.files(files), to.files(files | {b"file": b"text\n"}))


@cases(
    {
        "command": b'[submodule "x"]\n\tpath = x\n\turl = -u./payload\n\tupdate = !touch evil\n',
        "path": b'[submodule "../../modules"]\n\tpath = ../../../tmp\n\turl = ext::sh -c touch% evil\n',
        "newline": b'[submodule "x"]\n\tpath = "x\\n"\n\turl = "https://example.com/\\n?q"\n',
        "nothing": b"\0\xff[",
    }
)
def gitmodules_of(to: Repository, text: bytes) -> None:
    modules = (b"100644", b".gitmodules", to.blob(text))
    steps(to, *(to.tree(modules, (b"160000", b"x", sha * 40)) for sha in "12"))


@case()
def files_that_git_obeys_elsewhere(to: Repository) -> None:
    names = [b".gitignore", b".gitconfig", b".git-blame-ignore-revs", b".lfsconfig", b"HEAD", b"config", b"hooks/post-checkout"]
    steps(to, to.files({name: b"*\n[core]\n\tfsmonitor = touch evil\n" for name in names}), to.files({b"a": b"b\n"}))


@case()
def pointers_of_lfs(to: Repository) -> None:
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 99999999999\n"
    attributes = {b".gitattributes": b"*.bin filter=lfs diff=lfs merge=lfs -text\n"}
    steps(to, *(to.files(attributes | {b"a.bin": pointer % (digit * 64)}) for digit in (b"1", b"2")))
