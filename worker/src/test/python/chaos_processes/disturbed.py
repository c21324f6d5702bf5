"""Faults of one process's surroundings: a small disk, a clock that jumps."""

import abc
import glob
import pathlib
import random
import subprocess
import threading


class Disturbance(abc.ABC):
    """Spoils the surroundings of the processes that start with it."""

    name: str

    @abc.abstractmethod
    def begin(self, work: pathlib.Path) -> dict[str, str]:
        """Prepares the process's work folder. Returns more environment variables."""

    def finish(self) -> None:
        """Cleans up after the last process."""
        return


class SmallDisk(Disturbance):
    """The work folder is a file system of some hundred kilobytes."""

    name = "disk full"

    def __init__(self, rng: random.Random) -> None:
        self.random = rng
        self.mounted: list[pathlib.Path] = []

    def begin(self, work: pathlib.Path) -> dict[str, str]:
        size = self.random.choice([128, 256, 512, 1024, 2048])
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", str(work)], check=True)
        self.mounted.append(work)
        return {}

    def finish(self) -> None:
        for work in self.mounted:
            subprocess.run(["umount", "-l", str(work)], check=False)
        self.mounted.clear()

    @staticmethod
    def possible(folder: pathlib.Path) -> bool:
        trial = folder / "trial"
        trial.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(trial)], capture_output=True, check=False)
        subprocess.run(["umount", str(trial)], capture_output=True, check=False)
        trial.rmdir()
        return mounted.returncode == 0


class ClockStep(Disturbance):
    """The process's clock jumps back or ahead after a while."""

    name = "clock step"
    LIBRARIES = ("/usr/lib/*/faketime/libfaketimeMT.so.1", "/usr/lib/faketime/libfaketimeMT.so.1")

    def __init__(self, rng: random.Random) -> None:
        self.random = rng

    def begin(self, work: pathlib.Path) -> dict[str, str]:
        offset = work.with_name(work.name + "-clock")
        offset.write_text("+0")
        step = self.random.choice([-86400, -3600, -300, 300, 3600, 86400])

        def jump() -> None:
            # A rename, because the process may read it at this moment.
            new = offset.with_suffix(".new")
            new.write_text(f"{step:+d}")
            new.replace(offset)

        timer = threading.Timer(self.random.uniform(0, 3), jump)
        timer.daemon = True
        timer.start()
        return {
            "LD_PRELOAD": self.library(),
            "FAKETIME_TIMESTAMP_FILE": str(offset),
            # In seconds: reading the file at each look at the clock would slow the process down a hundred times.
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }

    @classmethod
    def library(cls) -> str:
        return next((path for pattern in cls.LIBRARIES for path in sorted(glob.glob(pattern))), "")


def possible(folder: pathlib.Path, seed: int) -> tuple[list[Disturbance], list[str]]:
    """The disturbances that this machine allows, and why it doesn't allow the others."""
    disturbances: list[Disturbance] = []
    skipped = []
    if SmallDisk.possible(folder):
        disturbances.append(SmallDisk(random.Random(seed)))
    else:
        skipped.append("disk full: only root may mount a small disk")
    if ClockStep.library():
        disturbances.append(ClockStep(random.Random(seed + 1)))
    else:
        skipped.append("clock step: libfaketime isn't installed (apt-get install faketime)")
    return disturbances, skipped
