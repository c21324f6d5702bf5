"""Writes bare Git repositories byte by byte, with objects and references that Git itself refuses to write."""

import hashlib
import os
import pathlib
import subprocess
import zlib

EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
AUTHOR = b"author A <a@example.com> 1600000000 +0200"
COMMITTER = b"committer C <c@example.com> 1600000000 +0000"
Entry = tuple[bytes, bytes, str]  # mode, name, SHA


class Repository:
    """A bare repository whose objects are loose (gitrepository-layout(5)), or in one pack once `pack` has written it."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        self.unpacked: list[tuple[int, bytes]] | None = None
        for part in ("objects/info", "objects/pack", "refs/heads", "refs/tags"):
            os.makedirs(folder / part)
        (folder / "HEAD").write_bytes(b"ref: refs/heads/main\n")
        (folder / "config").write_bytes(b"[core]\n\trepositoryformatversion = 0\n\tbare = true\n")

    def write(self, kind: str, body: bytes) -> str:
        """Writes an object, whatever its content."""
        data = b"%s %d\0" % (kind.encode(), len(body)) + body
        sha = hashlib.sha1(data).hexdigest()
        if self.unpacked is None:
            path = self.path(sha)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(zlib.compress(data, 1))
        else:
            self.unpacked.append((("commit", "tree", "blob", "tag").index(kind) + 1, body))
        return sha

    def path(self, sha: str) -> pathlib.Path:
        """The file of a loose object."""
        return self.folder / "objects" / sha[:2] / sha[2:]

    def collect(self) -> None:
        """From now on, keeps objects for one pack, which is faster than many files."""
        self.unpacked = []

    def pack(self) -> None:
        """Writes the collected objects as a pack."""
        assert self.unpacked is not None
        objects, self.unpacked = self.unpacked, None
        self.index(pack_of([entry(kind, body) for kind, body in objects]))

    def index(self, pack: bytes) -> None:
        """Adds a pack, and has Git index it."""
        command = ["git", "-C", self.folder, "index-pack", "--stdin"]
        subprocess.run(command, input=pack, check=True, stdout=subprocess.DEVNULL)

    def blob(self, content: bytes) -> str:
        return self.write("blob", content)

    def tree(self, *entries: Entry) -> str:
        """Writes a tree of entries in this order."""
        return self.write("tree", b"".join(b"%s %s\0" % (mode, name) + bytes.fromhex(sha) for mode, name, sha in entries))

    def files(self, files: dict[bytes, bytes]) -> str:
        """Writes a tree of ordinary files by path, with trees for their folders, in Git's order."""
        entries: list[Entry] = []
        folders: dict[bytes, dict[bytes, bytes]] = {}
        for path, content in files.items():
            name, slash, rest = path.partition(b"/")
            if slash:
                folders.setdefault(name, {})[rest] = content
            else:
                entries.append((b"100644", name, self.blob(content)))
        entries += [(b"40000", name, self.files(inside)) for name, inside in folders.items()]
        return self.tree(*sorted(entries, key=lambda e: e[1] + (b"/" if e[0] == b"40000" else b"")))

    def commit(self, tree: str, *parents: str, message: bytes = b"message\n", **lines: bytes | None) -> str:
        """Writes a commit. `author` and `committer` are whole lines, None for no line; `more` are further lines."""
        head = [b"tree " + tree.encode(), *(b"parent " + parent.encode() for parent in parents)]
        people = (lines.get("author", AUTHOR), lines.get("committer", COMMITTER), lines.get("more"))
        head += [line for line in people if line is not None]
        return self.write("commit", b"\n".join(head) + b"\n\n" + message)

    def empty_tree(self) -> str:
        return self.tree()

    def branch(self, sha: str, name: bytes = b"main") -> None:
        """Points a branch to an object, and HEAD to the branch."""
        path = os.path.join(os.fsencode(self.folder), b"refs/heads", name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(sha.encode() + b"\n")
        (self.folder / "HEAD").write_bytes(b"ref: refs/heads/" + name + b"\n")


def entry(kind: int, body: bytes, base: bytes = b"", size: int | None = None) -> bytes:
    """A pack's entry (gitformat-pack(5)): type and size, the base of a delta, and the compressed body."""
    size = len(body) if size is None else size
    head = [kind << 4 | size & 15]
    size >>= 4
    while size:
        head[-1] |= 0x80
        head.append(size & 0x7F)
        size >>= 7
    return bytes(head) + base + zlib.compress(body, 1)


def pack_of(entries: list[bytes]) -> bytes:
    """A whole pack."""
    pack = b"PACK" + (2).to_bytes(4, "big") + len(entries).to_bytes(4, "big") + b"".join(entries)
    return pack + hashlib.sha1(pack).digest()


def number(value: int) -> bytes:
    """A size in a delta: seven bits a byte, the lowest first."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def copy(offset: int, size: int) -> bytes:
    """A delta's instruction to copy bytes of its base."""
    return b"\xff" + offset.to_bytes(4, "little") + size.to_bytes(3, "little")
