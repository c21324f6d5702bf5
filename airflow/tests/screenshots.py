#!/usr/bin/env python3
"""Takes the screenshots of the docs from a real run on the compose stack. "make screenshots" runs it."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

from airflow_rest import DAG, out, say
from compose import backfill, failing_repository, manual_run, nothing_tracked
from histories import REPOSITORIES
from playwright.sync_api import Page, ViewportSize, sync_playwright
from stack import ROOT, Stack

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
#: The browser fetches nothing from other hosts.
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update")
SIZE: ViewportSize = {"width": 1440, "height": 860}


def browser() -> str:
    found = next((path for path in map(shutil.which, BROWSERS) if path), None)
    if not found:
        raise SystemExit(f"found no browser ({', '.join(BROWSERS)}): install one (apt-get install chromium)")
    return found


def log_in(page: Page, stack: Stack) -> None:
    """Logs in through the page's form."""
    page.goto(f"http://127.0.0.1:{stack.port}/")
    page.get_by_label("Username").fill("admin")
    page.get_by_label("Password").fill(stack.password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/auth" not in url)


def show(page: Page, stack: Stack, path: str, seen: str, file: Path) -> None:
    """Takes a screenshot of a page once it shows the text `seen`."""
    page.goto(f"http://127.0.0.1:{stack.port}{path}")
    page.get_by_text(seen).first.wait_for()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=file)
    say(f"{file.name}: {file.stat().st_size // 1024} kB")


def backfill_of_a_year(page: Page, stack: Stack, file: Path) -> None:
    """Fills the form of a backfill in, and takes a screenshot of it."""
    page.goto(f"http://127.0.0.1:{stack.port}/dags/{DAG}")
    page.get_by_role("button", name="Trigger").first.click()
    page.get_by_text("Backfill", exact=True).first.click()
    for day in ("2024/01/01", "2024/12/31"):
        page.get_by_text("Select date and time").first.click()
        for field, text in (("YYYY/MM/DD", day), ("HH:mm", "00:00")):
            page.get_by_placeholder(field).fill(text)
            page.get_by_placeholder(field).press("Enter")
        page.get_by_text("Date Range").click()
    page.get_by_text("will be triggered").first.wait_for()
    page.screenshot(path=file)
    say(f"{file.name}: {file.stat().st_size // 1024} kB")


def pictures(stack: Stack, run: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    red = next(shard["map_index"] for shard in stack.shards(run) if shard["state"] == "failed")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser(), args=list(FLAGS))
        page = chromium.new_page(viewport=SIZE)
        log_in(page, stack)
        shards = f"/dags/{DAG}/runs/{run}/tasks/extract/mapped"
        show(page, stack, f"/dags/{DAG}", "extract", folder / "grid.png")
        show(page, stack, f"/dags/{DAG}/runs/{run}/plugin/commitlake-report", "Report", folder / "report-in-airflow.png")
        backfill_of_a_year(page, stack, folder / "backfill.png")
        show(page, stack, shards, "shard 3", folder / "shards.png")
        show(page, stack, f"{shards}/{red}?try_number=1", "sandbox/broken", folder / "log.png")
        chromium.close()


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--into", type=Path, default=ROOT / "docs" / "images")
    folder = arguments.parse_args().into
    browser()
    docker_config = out(str(ROOT / ".ci" / "make-compose")).strip().splitlines()[-1]
    scratch = Path(tempfile.mkdtemp(prefix="commitlake-"))
    # manual_run looks at what the DAG in this file is told.
    Stack.files += (ROOT / "airflow" / "tests" / "consumer.compose.yaml",)
    try:
        with Stack(scratch, docker_config, COMMITLAKE_SCHEDULE="@daily") as stack:
            nothing_tracked(stack)
            stack.worker("track", *(f"sandbox/{name}" for name in REPOSITORIES))
            manual_run(stack)
            backfill(stack, (1, 2))
            pictures(stack, failing_repository(stack), folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    main()
