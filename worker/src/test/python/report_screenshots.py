#!/usr/bin/env python3
"""Takes the docs' screenshots of a run's report, in a real browser. "make report-screenshots" runs it."""

from __future__ import annotations

import argparse
from pathlib import Path

from browser import chromium
from playwright.sync_api import Browser

#: The name of each picture, its width, and its theme. The page must fit each width.
PICTURES = (("report", 1200, "light"), ("report-dark", 1200, "dark"), ("report-telephone", 390, "light"))


def take(browser: Browser, page_file: Path, width: int, theme: str, to: Path) -> None:
    """Takes one screenshot, and fails if the page asks for anything, logs anything or is wider than the screen."""
    context = browser.new_context(
        viewport={"width": width, "height": 1000}, color_scheme="dark" if theme == "dark" else "light"
    )
    page = context.new_page()
    seen: list[str] = []
    page.on("console", lambda message: seen.append(message.text))
    page.on("request", lambda request: seen.append(request.url))
    page.goto(page_file.resolve().as_uri())
    asked = [text for text in seen if text != page.url]
    if asked:
        raise SystemExit(f"{page_file} isn't self-contained: {asked}")
    too_wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if too_wide > 0:
        raise SystemExit(f"{page_file} is {too_wide} pixels wider than a screen of {width}")
    page.screenshot(path=to)
    print(f"{to}: {to.stat().st_size // 1024} kB")
    context.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("page", type=Path, help="the report's index.html")
    parser.add_argument("folder", type=Path, help="where the pictures go")
    arguments = parser.parse_args()
    with chromium() as browser:
        for name, width, theme in PICTURES:
            take(browser, arguments.page, width, theme, arguments.folder / f"{name}.png")


if __name__ == "__main__":
    main()
