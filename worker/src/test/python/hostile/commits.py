"""Repositories whose commit objects have odd lines."""

from case import case, cases
from refs import some
from repository import AUTHOR, COMMITTER, Repository


def around(to: Repository, *odd: dict[str, bytes | None]) -> None:
    """Odd commits between two ordinary ones."""
    tip = some(to)
    for number, lines in enumerate(odd):
        tip = to.commit(to.files({b"file": b"odd %d\n" % number}), tip, **lines)
    to.branch(some(to, tip, text=b"last\n"))


DATES = {
    "zero": b"0 +0000",
    "negative": b"-86400 +0000",
    "minus-zero": b"-0 -0000",
    "beyond-2038": b"2147483648 +0000",
    "beyond-2106": b"4294967296 +0000",
    "in-9999": b"253402300799 +0000",
    "in-10000": b"253402300800 +0000",
    "of-63-bits": b"9223372036854775808 +0000",
    "of-64-bits": b"18446744073709551616 +0000",
    "of-1000-digits": b"9" * 1000 + b" +0000",
    "with-leading-zeros": b"0001600000000 +0000",
    "in-words": b"yesterday +0000",
    "with-a-fraction": b"1600000000.5 +0000",
    "in-hexadecimal": b"0x5f5e1000 +0000",
    "in-an-exponent": b"16e8 +0000",
    "missing": b"",
    "without-a-zone": b"1600000000",
    "with-a-plus": b"+1600000000 +0000",
    "with-two-spaces": b" 1600000000  +0000",
    "with-a-tab": b"1600000000\t+0000",
    "of-arabic-digits": "\u0661\u0666\u0660 +0000".encode(),
    "of-an-odd-zone": b"1600000000 +9999",
    "of-a-long-zone": b"1600000000 +051800",
    "of-a-zone-in-words": b"1600000000 UTC",
    "with-more-behind": b"1600000000 +0000 x",
}


@case()
def dates(to: Repository) -> None:
    around(
        to,
        *(
            {"committer": b"committer C <c@example.com> " + d, "author": b"author A <a@example.com> " + d}
            for d in DATES.values()
        ),
    )


@cases({name: DATES[name] for name in ("zero", "negative", "in-words", "in-9999", "in-10000", "of-64-bits", "beyond-2038")})
def tip_date(to: Repository, text: bytes) -> None:
    to.branch(some(to, some(to), text=b"tip\n", committer=b"committer C <c@example.com> " + text))


@case()
def dates_going_backwards(to: Repository) -> None:
    tip = some(to)
    for day in range(200):
        line = b"committer C <c@example.com> %d +0000" % (1_600_000_000 - day * 86_400)
        tip = some(to, tip, text=b"%d\n" % day, committer=line)
    to.branch(tip)


PEOPLE = {
    "empty": b" <> 1600000000 +0000",
    "without-a-name": b"<a@example.com> 1600000000 +0000",
    "without-an-email": b"A 1600000000 +0000",
    "without-a-space": b"A<a@example.com>1600000000 +0000",
    "of-nothing": b"",
    "with-brackets-in-the-name": b"A > B < C <a@example.com> 1600000000 +0000",
    "with-brackets-in-the-email": b"A <<a@example.com>> 1600000000 +0000",
    "with-an-open-bracket": b"A <a@example.com 1600000000 +0000",
    "with-a-nul": b"A\0B <a\0@example.com> 1600000000 +0000",
    "with-a-carriage-return": b"A\r <a@example.com\r> 1600000000 +0000\r",
    "with-controls": b"\x01A\x1b[31m\x7f <\x02a@example.com> 1600000000 +0000",
    "in-latin-1": b"J\xfcrgen <j\xfcrgen@example.com> 1600000000 +0000",
    "in-broken-utf-8": b"\xf0\x9f\x98 \xed\xa0\x80 \xc0\x80 <\xff@example.com> 1600000000 +0000",
    "with-quotes": b"\"A\" 'B' <a\"'@example.com> 1600000000 +0000",
    "of-100000-characters": b"A" * 100_000 + b" <" + b"a" * 100_000 + b"@example.com> 1600000000 +0000",
    "of-noreply": b"A <9223372036854775807+a@users.noreply.github.com> 1600000000 +0000",
    "of-a-huge-noreply": b"A <99999999999999999999+a@users.noreply.github.com> 1600000000 +0000",
    "of-a-noreply-of-zero": b"A <0+a@users.noreply.github.com> 1600000000 +0000",
}


@case()
def people(to: Repository) -> None:
    around(to, *({"author": b"author " + person, "committer": b"committer " + person} for person in PEOPLE.values()))


@case()
def no_author(to: Repository) -> None:
    around(to, {"author": None})


@case()
def no_committer(to: Repository) -> None:
    around(to, {"committer": None})


@case()
def nobody(to: Repository) -> None:
    around(to, {"author": None, "committer": None})


@case()
def committer_before_author(to: Repository) -> None:
    around(to, {"author": COMMITTER, "committer": AUTHOR})


@case()
def two_authors(to: Repository) -> None:
    around(to, {"more": b"author B <b@example.com> 1500000000 +0000\ncommitter D <d@example.com> 1500000000 +0000"})


@case()
def a_second_tree_line(to: Repository) -> None:
    around(to, {"more": b"tree " + b"2" * 40})


@case()
def a_parent_line_at_the_end(to: Repository) -> None:
    """Git reads parents only directly behind the tree."""
    around(to, {"more": b"parent " + b"2" * 40})


@case()
def no_blank_line(to: Repository) -> None:
    tree = to.files({b"file": b"text\n"})
    to.branch(some(to, to.write("commit", b"tree " + tree.encode() + b"\n" + AUTHOR + b"\n" + COMMITTER + b"\n")))


@case("failed", "bogus commit")
def nothing_but_a_tree(to: Repository) -> None:
    tree = to.files({b"file": b"text\n"})
    to.branch(some(to, to.write("commit", b"tree " + tree.encode() + b"\n")))


MESSAGES = {
    "empty": b"",
    "of-newlines": b"\n\n\n",
    "of-spaces": b" \t \n",
    "without-a-newline": b"no newline",
    "with-a-nul": b"one\0two\n",
    "of-a-nul": b"\0",
    "in-latin-1": b"Gr\xfc\xdfe\n",
    "in-broken-utf-8": b"\xed\xa0\x80 \xc0\x80 \xf4\x90\x80\x80 \xf0\x9f\x98\n",
    "with-carriage-returns": b"one\r\ntwo\r\rthree\r\n",
    "with-escapes": b"\x1b]0;title\x07\x1b[2J\n",
    "like-a-header": b"tree 0\nparent 1\n\nauthor X <x@example.com> 1 +0000\n",
    "like-git-log": b"commit " + b"1" * 40 + b"\n\n:100644 100644 a b M\tfile\n1\t1\tfile\n",
    "with-a-byte-order-mark": b"\xef\xbb\xbftext\n",
    "with-u-2028": "one\u2028two\u2029three\u0085\n".encode(),
    "of-5-megabytes": b"line of text\n" * 400_000,
}


@case()
def messages(to: Repository) -> None:
    around(to, *({"message": text} for text in MESSAGES.values()))


@case("too-large", "its commit [0-9a-f]{40} has 10000")
def message_of_10_megabytes(to: Repository) -> None:
    around(to, {"message": b"x" * 10_000_000})


ENCODINGS = {
    "latin-1": (b"ISO-8859-1", "Gr\u00fc\u00dfe".encode("latin-1")),
    "shift-jis": (b"Shift_JIS", "\u65e5\u672c".encode("shift_jis")),
    "utf-16": (b"UTF-16LE", "Gr\u00fc\u00dfe".encode("utf-16-le")),
    "broken-utf-16": (b"UTF-16BE", b"\xdc\x00\x00a\x00"),
    "unknown": (b"X-KLINGON", b"Gr\xfc\xdfe"),
    "empty": (b"", b"Gr\xfc\xdfe"),
    "odd": (b"../../etc/passwd\xff", b"Gr\xfc\xdfe"),
    "wrong": (b"US-ASCII", "Gr\u00fc\u00dfe".encode()),
    "padded": (b" ISO-8859-1 ", b"Gr\xfc\xdfe"),
}


@case()
def encodings(to: Repository) -> None:
    around(to, *({"more": b"encoding " + name, "message": text + b"\n"} for name, text in ENCODINGS.values()))


@case()
def two_encodings(to: Repository) -> None:
    around(to, {"more": b"encoding ISO-8859-1\nencoding UTF-8", "message": b"Gr\xfc\xdfe\n"})


SIGNATURE = b"gpgsig -----BEGIN PGP SIGNATURE-----\n \n iQ\n parent 3333\n encoding UTF-16\n -----END PGP SIGNATURE-----"


@case()
def signed(to: Repository) -> None:
    around(to, {"more": SIGNATURE + b"\n " + b"x" * 1000})


@case()
def merged_tag(to: Repository) -> None:
    tagged = b"object 1\n type commit\n tag v1\n tagger T <t@example.com> 1 +0000\n \n text\n " + SIGNATURE.replace(
        b"\n", b"\n "
    )
    around(to, {"more": b"mergetag " + tagged})


@case()
def a_header_of_a_megabyte(to: Repository) -> None:
    around(to, {"more": b"HG:extra " + b"x" * 1_000_000})


@case()
def a_hundred_thousand_headers(to: Repository) -> None:
    around(to, {"more": b"\n".join([b"x y"] * 100_000)})


@case()
def a_header_without_a_value(to: Repository) -> None:
    around(to, {"more": b"encoding\nauthor\nx\n \n"})
