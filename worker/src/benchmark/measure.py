"""Run a command; print its wall seconds, its processor seconds, and the peak resident MB of all its processes together.

The peak is the largest total of the command and its descendants in samples taken five times a second; more samples would
slow the command down. Pages that two processes share count twice, and a process that lives shorter may be missed.
Processor seconds are those of all processes that ended.
"""

import os
import resource
import subprocess
import sys
import time


def parent(pid: str) -> str | None:
    try:
        text = open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace").read()
        return text[text.rindex(")") + 2 :].split()[1]
    except (OSError, ValueError):
        return None  # the process has ended


def resident(pid: str) -> int:
    try:
        for line in open(f"/proc/{pid}/status", encoding="utf-8", errors="replace"):
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


def total_resident(root: str) -> int:
    parents = {pid: above for pid in os.listdir("/proc") if pid.isdigit() and (above := parent(pid))}
    processes, found = set(), {root}
    while found:
        processes |= found
        found = {pid for pid, above in parents.items() if above in found}
    return sum(resident(pid) for pid in processes)


def main() -> int:
    peak = 0
    begun = time.monotonic()
    child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    while True:
        try:
            _, errors = child.communicate(timeout=0.2)
            break
        except subprocess.TimeoutExpired:
            peak = max(peak, total_resident(str(child.pid)))
    wall = time.monotonic() - begun
    if child.returncode != 0:
        print(errors, file=sys.stderr)
        return child.returncode
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{wall:.2f} {used.ru_utime + used.ru_stime:.2f} {peak // 1024}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
