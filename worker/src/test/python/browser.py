"""The installed browser that takes the docs' screenshots."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Runs the browser, or ends the program if none is installed."""
    program = next((path for path in map(shutil.which, BROWSERS) if path), None)
    if not program:
        raise SystemExit(f"found no browser ({', '.join(BROWSERS)}): install one (apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()
