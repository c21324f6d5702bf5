"""Reads the settings from the tables in the docs."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
ROW = re.compile(r"^\| (`?[A-Z][A-Z0-9]*_[A-Z0-9_]+`?(?:(?:, | or )`?[A-Z0-9_]+`?)*) \| (.*) \|$", re.MULTILINE)


def settings() -> dict[str, str]:
    """The description of each setting. "A_B_TIME, _DISK" names A_B_TIME and A_B_DISK; of "A or B" only A counts."""
    found = {}
    for page in PAGES:
        for names, said in ROW.findall(page.read_text()):
            first, *others = names.replace("`", "").split(" or ")[0].split(", ")
            for name in (first, *others):
                found[first.rsplit("_", name.count("_"))[0] + name if name.startswith("_") else name] = said
    return found
