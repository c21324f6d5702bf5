"""Repositories whose trees, paths or modes are odd."""

from case import case, cases
from repository import EMPTY_TREE, Entry, Repository

FILE, PROGRAM, LINK, FOLDER, MODULE = b"100644", b"100755", b"120000", b"40000", b"160000"


def steps(to: Repository, *trees: str) -> None:
    """A branch with one commit for each tree."""
    tip: list[str] = []
    for number, tree in enumerate(trees):
        tip = [to.commit(tree, *tip, message=b"step %d\n" % number)]
    to.branch(tip[0])


def added_changed_removed(to: Repository, *paths: bytes) -> None:
    """Each path in three commits."""
    other = {b"other": b"other\n"}
    steps(to, *(to.files(files | other) for path in paths for files in ({}, {path: b"a\n"}, {path: b"a\nb\n"}, {})))


PATHS = {
    "with-a-newline": b"a\nb",
    "with-a-quote": b"\"a\" 'b'",
    "with-a-tab": b"a\tb\t1\t2",
    "with-a-backslash": b"a\\b\\",
    "with-spaces": b" a ",
    "with-controls": bytes(range(1, 32)),
    "in-latin-1": b"\xe4\xf6\xfc.\xe4",
    "in-broken-utf-8": b"\xed\xa0\x80/\xc0\x80/\xff\xfe/\xf0\x9f\x98",
    "in-utf-8": "\u65e5\u672c/\U0001f333.\u00e4".encode(),
    "like-raw": b":100644 100644 0000 1111 M",
    "like-a-sha": b"1" * 40,
    "like-a-pathspec": b":(glob)**",
    "of-dots": b"..a/...",
    "of-one-dot": b".",
    "of-two-dots": b"..",
    "up-and-out": b"../../../etc/passwd",
    "of-git": b".git/config",
    "of-git-in-capitals": b".GIT/hooks/post-checkout",
    "of-git-for-windows": b"git~1/config",
    "of-git-for-mac": ".g\u200cit/config".encode(),
    "with-a-drive": b"C:/con/aux.txt",
    "like-a-flag": b"--output=/tmp/x",
    "with-a-url": b"https:/user:secret@example.com/%2e%2e/?q#f",
    "of-types": b"a.tar.gz/.hidden/b./c.\xff/.x.",
    "of-4000-bytes": b"/".join([b"p" * 199] * 20),
    "of-a-name-of-100000-bytes": b"n" * 100_000,
}


@case()
def paths(to: Repository) -> None:
    added_changed_removed(to, *PATHS.values())


@case("too-large", "one of its paths has")
def path_of_9_megabytes(to: Repository) -> None:
    added_changed_removed(to, b"n" * 9_000_000)


@case()
def paths_that_decode_alike(to: Repository) -> None:
    paths = [b"a\xff", b"a\xfe", b"a\xef\xbf\xbd"]
    steps(to, to.files({path: b"%d\n" % i for i, path in enumerate(paths)}), to.files({path: b"x\n" for path in paths}))


@case()
def names_that_differ_in_case(to: Repository) -> None:
    paths = [b"A", b"a", b"a/b"[:1] + b".b", "\u00e4".encode(), b"a\xcc\x88"]
    steps(to, to.files({path: b"1\n" for path in paths}), to.files({path: path for path in paths}))


def nested(to: Repository, depth: int) -> None:
    to.collect()
    trees = []
    for content in (b"1\n", b"1\n2\n"):
        tree = to.tree((FILE, b"file", to.blob(content)))
        for _ in range(depth):
            tree = to.tree((FOLDER, b"d", tree))
        trees.append(tree)
    steps(to, *trees)
    to.pack()


@case()
def folders_1500_deep(to: Repository) -> None:
    nested(to, 1500)


@case("exported or failed", "tree depth|exited with|fetched")
def folders_10000_deep(to: Repository) -> None:
    """Newer versions of Git refuse such a depth."""
    nested(to, 10_000)


def flat(to: Repository, entries: list[Entry]) -> str:
    return to.tree(*sorted(entries, key=lambda e: e[1]))


@case()
def a_tree_of_100000_files(to: Repository) -> None:
    one, two = to.blob(b"1\n"), to.blob(b"2\n")
    names = [b"%06d" % i for i in range(100_000)]
    steps(
        to,
        flat(to, [(FILE, n, one) for n in names]),
        flat(to, [(FILE, n, two) for n in names[:1000]] + [(FILE, n, one) for n in names[1000:]]),
    )


@case("too-large", "bytes of memory|or more files")
def a_tree_bomb(to: Repository) -> None:
    tree = to.tree(*((FILE, b"%d" % i, to.blob(b"x\n")) for i in range(10)))
    for _ in range(9):
        tree = to.tree(*((FOLDER, b"%d" % i, tree) for i in range(10)))
    steps(to, tree)


@case()
def an_unsorted_tree(to: Repository) -> None:
    a, b = to.blob(b"a\n"), to.blob(b"b\n")
    steps(to, *(to.tree((FILE, b"z", sha), (FILE, b"a", sha), (FILE, b"m", a)) for sha in (a, b)))


@case()
def a_tree_sorted_without_slashes(to: Repository) -> None:
    """Git sorts the folder a as if it were a/, after a.b."""
    a, b = to.blob(b"a\n"), to.blob(b"b\n")
    inside = to.tree((FILE, b"file", a))
    steps(to, to.tree((FOLDER, b"a", inside), (FILE, b"a.b", a)), to.tree((FOLDER, b"a", inside), (FILE, b"a.b", b)))


@case()
def an_entry_twice(to: Repository) -> None:
    a, b = (FILE, b"twice", to.blob(b"a\n")), (FILE, b"twice", to.blob(b"b\n"))
    steps(to, to.tree(a, a), to.tree(a), to.tree(b))


@case()
def a_file_and_a_folder_of_one_name(to: Repository) -> None:
    a = to.blob(b"a\n")
    inside = to.tree((FILE, b"file", a))
    steps(to, to.tree((FILE, b"same", a), (FOLDER, b"same", inside)), to.tree((FILE, b"same", to.blob(b"b\n"))))


@case()
def a_file_becomes_a_folder_and_back(to: Repository) -> None:
    file = {b"x": b"1\n2\n3\n4\n"}
    folder = {b"x/y": b"1\n2\n3\n4\n5\n", b"x/z": b"other\n"}
    steps(to, to.files(file), to.files(folder), to.files(file), to.files({b"x/x/x": b"1\n2\n3\n4\n"}))


MODES = {
    "zero-padded": b"0100644",
    "of-zero": b"0",
    "100664": b"100664",
    "100600": b"100600",
    "100777": b"100777",
    "104755": b"104755",
    "120777": b"120777",
    "of-many-digits": b"0" * 50 + b"100644",
}


@case()
def modes(to: Repository) -> None:
    a, b = to.blob(b"a\n"), to.blob(b"b\n")
    turns = [turn for mode in MODES.values() for turn in ((FILE, a), (mode, a), (mode, b), (PROGRAM, b))]
    steps(to, *(to.tree((mode, b"f", sha)) for mode, sha in turns))


@case()
def modes_of_folders(to: Repository) -> None:
    turns = [(mode, text) for mode in (FOLDER, b"040000", b"40755", b"0040000") for text in (b"a\n", b"b\n")]
    steps(to, *(to.tree((mode, b"d", to.tree((FILE, b"f", to.blob(text))))) for mode, text in turns))


@cases({"10064x": b"10064x", "of-eights": b"100888", "negative": b"-1", "empty": b""}, "failed", "malformed mode")
def malformed_mode(to: Repository, value: bytes) -> None:
    steps(to, to.tree((value, b"f", to.blob(b"a\n"))))


@case("failed", "empty filename")
def an_empty_name(to: Repository) -> None:
    steps(to, to.tree((FILE, b"", to.blob(b"a\n"))))


@case()
def a_name_with_a_slash(to: Repository) -> None:
    steps(to, to.tree((FILE, b"a/b", to.blob(b"a\n"))), to.tree((FILE, b"a/b", to.blob(b"b\n"))))


@case("failed", "too-short tree")
def a_tree_that_ends_early(to: Repository) -> None:
    steps(to, to.write("tree", b"100644 file\0" + b"\1" * 10))


@case("failed", "tree mode, but is not a tree|is a blob, not a tree|not a tree")
def a_folder_that_is_a_file(to: Repository) -> None:
    steps(to, to.tree((FOLDER, b"d", to.blob(b"a\n"))))


@case("failed", "not a blob|answered a request for blob [0-9a-f]{40} with .* tree")
def a_file_that_is_a_folder(to: Repository) -> None:
    steps(to, to.tree((FILE, b"f", to.tree((FILE, b"g", to.blob(b"a\n"))))))


@case()
def an_empty_folder(to: Repository) -> None:
    """Git never writes one, but reads it."""
    steps(to, to.tree((FOLDER, b"d", to.empty_tree())), to.tree((FOLDER, b"d", to.tree((FOLDER, b"d", EMPTY_TREE)))))


@case()
def links(to: Repository) -> None:
    targets = [b"../../../etc/passwd", b"", b"x" * 1_000_000, b"\xff\0\n", b"a\nb\nc"]
    steps(to, *(to.tree((LINK, b"link", to.blob(target))) for target in targets))


@case()
def submodules_that_exist_nowhere(to: Repository) -> None:
    a = to.blob(b"a\n")
    ones, twos = "1" * 40, "2" * 40
    steps(
        to,
        to.tree((MODULE, b"m", ones)),
        to.tree((MODULE, b"m", twos)),
        to.tree((FILE, b"m", a)),
        to.tree((MODULE, b"n", ones)),
    )


@case()
def types_in_turn(to: Repository) -> None:
    text = to.blob(b"target\n")
    inside = to.tree((FILE, b"f", text))
    kinds = [(FILE, text), (LINK, text), (PROGRAM, text), (MODULE, "1" * 40), (FOLDER, inside), (LINK, text), (FILE, text)]
    steps(to, *(to.tree((kind, b"x", sha)) for kind, sha in kinds))


def renames(to: Repository, count: int) -> None:
    """Every file moves and changes a little: Git compares all pairs unless there are too many."""
    to.collect()
    lines = b"".join(b"line %d\n" % i for i in range(20))

    def folder(name: bytes, more: bytes) -> str:
        return to.files({b"%s/%04d" % (name, i): b"%d\n" % i + lines + more for i in range(count)})

    steps(to, folder(b"old", b""), folder(b"new", b"more\n"))
    to.pack()


@case()
def renames_up_to_the_limit(to: Repository) -> None:
    renames(to, 300)


@case()
def renames_over_the_limit(to: Repository) -> None:
    renames(to, 1100)


@case()
def renames_of_equal_files(to: Repository) -> None:
    equal = {b"%d" % i: b"same\n" for i in range(200)}
    steps(to, to.files({b"a/" + k: v for k, v in equal.items()}), to.files({b"b/" + k[::-1]: v for k, v in equal.items()}))


@case()
def renames_of_empty_files(to: Repository) -> None:
    steps(to, to.files({b"a": b"", b"b/c": b""}), to.files({b"d": b"", b"e/c": b""}))
