#!/usr/bin/env python3
"""Takes the docs' screenshots of commands in a terminal. worker/src/test/sh/long/screenshots.sh runs it.

    terminal_screenshots.py [--when PATTERN] PICTURE COLUMNS ROWS COMMAND ...

Runs a command in a terminal of that size, and draws what the terminal shows at the end, or when it last matched the pattern.
"""

from __future__ import annotations

import argparse
import fcntl
import html
import os
import pty
import re
import shutil
import struct
import termios
from pathlib import Path

import pyte
from playwright.sync_api import sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
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
    child, terminal = pty.fork()
    if child == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        os.execvp(command[0], command)
    kept = ""
    while True:
        try:
            output = os.read(terminal, 65536)
        except OSError:  # Linux says so once the child has closed its side
            break
        if not output:
            break
        stream.feed(output)
        if when and re.search(when, shown(screen)):
            kept = shown(screen)
    os.waitpid(child, 0)
    if when and not kept:
        raise SystemExit(f"the terminal never matched {when!r}:\n{shown(screen)}")
    return kept or shown(screen)


def draw(command: str, text: str, to: Path) -> None:
    program = next((path for path in map(shutil.which, BROWSERS) if path), None)
    if not program:
        raise SystemExit(f"found no browser ({', '.join(BROWSERS)}): install one (apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1400, "height": 900}, device_scale_factor=1.5)
        page.set_content(PAGE % (html.escape(command), html.escape(text)))
        page.locator("pre").screenshot(path=to)
        browser.close()
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
