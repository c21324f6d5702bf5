"""The table of a chaos test: each fault, how often it was made, and how the processes that met it ended."""

import collections
import signal

from .workers import KILLED, Try

# See "Exit codes" in docs/reference.md.
WORDS = {0: "done", 4: "exit 4", 5: "exit 5", 6: "exit 6", -signal.SIGKILL: "killed"}
RETRIED = {4, 5, 6}


class Tally:
    """Sums over all rounds."""

    def __init__(self) -> None:
        self.made: collections.Counter[str] = collections.Counter()
        self.ended: dict[str, collections.Counter[int]] = collections.defaultdict(collections.Counter)
        self.violations: collections.Counter[str] = collections.Counter()
        self.sums: collections.Counter[str] = collections.Counter()

    def add(self, made: collections.Counter[str], tries: list[Try]) -> None:
        self.made += made
        for each in tries:
            assert each.ended is not None
            for fault in each.faults:
                # Only those processes that the killing itself has ended count as killed.
                if fault == KILLED or each.ended != -signal.SIGKILL:
                    self.ended[fault][each.ended] += 1
        self.sums["processes"] += len(tries)

    def violate(self, kind: str, number: int = 1) -> None:
        self.violations[kind] += number

    def lines(self) -> list[str]:
        lines = ["| fault | times | processes that met it and ended | how they ended |", "|---|---|---|---|"]
        for fault in sorted(self.made | {name: 1 for name in self.ended}):
            ends = self.ended[fault]
            words = ", ".join(f"{WORDS.get(code, f'exit {code}')} {number}" for code, number in sorted(ends.items()))
            times = self.made[fault] or ends.total()
            lines.append(f"| {fault} | {times} | {ends.total()} | {words or '-'} |")
        lines += ["", ", ".join(f"{number:,} {what}" for what, number in self.sums.items())]
        kinds = ", ".join(f"{number} {kind}" for kind, number in self.violations.items())
        lines.append(f"violations: {kinds or 'none'}")
        return lines
