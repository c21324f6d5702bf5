"""Runs a command and prints its wall seconds and the peak resident MB of its largest java and its largest git.

Peaks are VmHWM of every process below it, looked at ten times a second: one that lives shorter may be missed.
"""

import os
import subprocess
import sys
import time


def stat(pid: str) -> tuple[str, str] | None:
    """The parent and the name of a process, or None if it is gone."""
    try:
        text = open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace").read()
        name = text[text.index("(") + 1 : text.rindex(")")]
        return text[text.rindex(")") + 2 :].split()[1], name
    except (OSError, ValueError):
        return None


def peak(pid: str) -> int:
    try:
        for line in open(f"/proc/{pid}/status", encoding="utf-8", errors="replace"):
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


def look(root: str, peaks: dict[str, int]) -> None:
    processes = {pid: found for pid in os.listdir("/proc") if pid.isdigit() and (found := stat(pid))}
    mine, more = set(), {root}
    while more:
        mine |= more
        more = {pid for pid, (parent, _) in processes.items() if parent in more}
    for pid in mine & processes.keys():
        kind = "git" if processes[pid][1].startswith("git") else processes[pid][1]
        peaks[kind] = max(peaks.get(kind, 0), peak(pid))


def main() -> int:
    peaks: dict[str, int] = {}
    begun = time.monotonic()
    child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    while True:
        try:
            _, errors = child.communicate(timeout=0.1)
            break
        except subprocess.TimeoutExpired:
            look(str(child.pid), peaks)
    wall = time.monotonic() - begun
    if child.returncode != 0:
        print(errors, file=sys.stderr)
        return child.returncode
    print(f"{wall:.2f} {peaks.get('java', 0) // 1024} {peaks.get('git', 0) // 1024}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
