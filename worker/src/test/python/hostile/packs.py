"""Repositories with odd packs: long chains of deltas, and small packs of huge objects."""

import hashlib

from case import case
from repository import Repository, copy, entry, number, pack_of
from trees import FILE, steps

BLOB, OFS_DELTA = 3, 6
MEGABYTE = 1 << 20


def chain(base: bytes, deltas: list[bytes]) -> bytes:
    """A pack of a blob and deltas, each against the one before."""
    entries, before = [entry(BLOB, base)], 0
    for delta in deltas:
        before = len(entries[-1])
        entries.append(entry(OFS_DELTA, delta, offset(before)))
    return pack_of(entries)


def offset(value: int) -> bytes:
    """The distance to the base of a delta (gitformat-pack(5)): seven bits a byte, the highest first."""
    out = [value & 0x7F]
    while value := value >> 7:
        value -= 1
        out.insert(0, value & 0x7F | 0x80)
    return bytes(out)


def sha_of(blob: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(blob) + blob).hexdigest()


@case()
def a_chain_of_5000_deltas(to: Repository) -> None:
    contents, deltas = [b"start\n"], []
    for i in range(5000):
        line = b"%d\n" % (i % 10)
        before = contents[-1]
        deltas.append(number(len(before)) + number(len(before) + len(line)) + copy(0, len(before)) + bytes([len(line)]) + line)
        contents.append(before + line)
    to.index(chain(contents[0], deltas))
    steps(to, *(to.tree((FILE, b"file", sha_of(contents[at]))) for at in (0, 1, 100, 4999, 5000)))


def doubling(base: int, count: int) -> bytes:
    """A delta that repeats its base."""
    return number(base) + number(base * count) + copy(0, base) * count


@case("exported or too-large", "bytes of memory")
def a_delta_bomb_of_200_megabytes(to: Repository) -> None:
    """A chain of deltas of a few kilobytes; each repeats the file before it."""
    base = b"0123456789abcde\n" * 1024
    sizes = [len(base) * 10, len(base) * 100, len(base) * 1000, len(base) * 12_000]
    deltas = [doubling(len(base), 10), doubling(sizes[0], 10), doubling(sizes[1], 10), doubling(sizes[2], 12)]
    to.index(chain(base, deltas))
    steps(to, to.tree((FILE, b"small", sha_of(base))), to.tree((FILE, b"large", sha_of(base * 12_000))))


@case()
def a_zlib_bomb_of_300_megabytes(to: Repository) -> None:
    """Zeros, in a pack of 300 kilobytes."""
    steps(to, to.tree((FILE, b"zeros", to.blob(bytes(300 * MEGABYTE)))))


@case("too-large", "bytes of memory|or more files")
def a_tree_of_20_megabytes(to: Repository) -> None:
    """A single tree of half a million entries with one name, which Git reads whole."""
    entry_of = FILE + b" n\0" + bytes.fromhex(to.blob(b"1\n"))
    steps(to, to.write("tree", entry_of * 600_000))
