#!/usr/bin/env python3
"""Takes the docs' screenshots of commands in a terminal. worker/src/test/sh/long/screenshots.sh runs it.

    terminal_screenshots.py [--when PATTERN] PICTURE COLUMNS ROWS COMMAND ...

Runs a command in a terminal of that size, and draws what the terminal shows at the end, or when it last matched the pattern.
"""

from __future__ import annotations

import argparse
import html
import re
from pathlib import Path

import in_terminal
import pyte
from browser import chromium

PAGE = """<!doctype html><meta charset="utf-8"><style>
body { margin: 0; background: #14181f; }
pre { margin: 0; padding: 18px 22px; display: inline-block; color: #d8dee9; font: 15px/1.35 "DejaVu Sans Mono", monospace; }
b { color: #8fbcbb; font-weight: normal; }
</style><pre><b>$ %s</b>
%s</pre>"""


def shown(screen: pyte.Screen) -> str:
    return "\n".join(line.rstrip() for line in screen.display).rstrip()


def run(columns: int, rows: int, when: str, command: list[str]) -> str:
    """The text that the terminal shows at the end, or when it last matched a pattern."""
    screen = pyte.Screen(columns, rows)
    stream = pyte.ByteStream(screen)
    matched: list[str] = []

    def take(output: bytes) -> None:
        stream.feed(output)
        if when and re.search(when, shown(screen)):
            matched[:] = [shown(screen)]

    in_terminal.run(columns, rows, command, take)
    if when and not matched:
        raise SystemExit(f"the terminal never matched {when!r}:\n{shown(screen)}")
    return matched[0] if matched else shown(screen)


def draw(command: str, text: str, to: Path) -> None:
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1400, "height": 900}, device_scale_factor=1.5)
        page.set_content(PAGE % (html.escape(command), html.escape(text)))
        page.locator("pre").screenshot(path=to)
    print(f"{to}: {to.stat().st_size // 1024} kB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("picture", type=Path)
    parser.add_argument("columns", type=int)
    parser.add_argument("rows", type=int)
    parser.add_argument("--when", default="", metavar="PATTERN")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    arguments = parser.parse_args()
    words = [Path(arguments.command[0]).name, *arguments.command[1:]]
    draw(" ".join(words), run(arguments.columns, arguments.rows, arguments.when, arguments.command), arguments.picture)


if __name__ == "__main__":
    main()
