"""Worker processes: each task of a run is tried several times, as Airflow would do it."""

import collections
import contextlib
import dataclasses
import itertools
import os
import pathlib
import random
import signal
import subprocess
import threading
import time

from .disturbed import Disturbance
from .servers import ROOT

COMMITLAKE = ROOT / "worker" / "bin" / "commitlake"
TRIES = 6
# Later tries meet no signals, so that most tasks end well.
SIGNALLED_TRIES = 3
# In seconds, much more than the client's time-outs add up to.
LONGEST = 900
HUNG = "hung"
KILLED = "SIGKILL"
STOPPED = "SIGSTOP, then SIGCONT after the successor"
NUMBERS = itertools.count(1)


@dataclasses.dataclass(eq=False)
class Try:
    """One process of a task, with the faults that it met."""

    name: str
    number: int
    process: subprocess.Popen[bytes]
    log: pathlib.Path
    faults: set[str]
    begun: float = dataclasses.field(default_factory=time.monotonic)
    stopped: threading.Event = dataclasses.field(default_factory=threading.Event)
    ended: int | None = None

    def signal(self, number: int) -> None:
        # Git's processes belong to the group, as they belong to a container.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def wait(self, until_stopped: bool) -> int | None:
        """The exit code; none if the process was stopped."""
        begin = time.monotonic()
        while not (until_stopped and self.stopped.is_set()):
            try:
                self.ended = self.process.wait(0.05)
                return self.ended
            except subprocess.TimeoutExpired:
                if time.monotonic() - begin > LONGEST:
                    self.faults.add(HUNG)
                    self.signal(signal.SIGKILL)
        return None


class Workers:
    """Starts workers, and keeps those that are running and those that have ended."""

    def __init__(self, environment: dict[str, str], folder: pathlib.Path) -> None:
        self.environment = environment
        self.folder = folder
        self.folder.mkdir(parents=True)
        self.lock = threading.Lock()
        self.closed = False
        self.running: list[Try] = []
        self.ended: list[Try] = []
        self.given_up: list[str] = []
        self.made: collections.Counter[str] = collections.Counter()
        self.seconds: dict[str, float] = {}

    def start(self, name: str, arguments: list[str], tried: int, disturbance: Disturbance | None = None) -> Try:
        number = next(NUMBERS)
        log = self.folder / f"{number:03d}-{name}.log"
        work = self.folder / f"work-{number:03d}"
        work.mkdir()
        environment = os.environ | self.environment | {"COMMITLAKE_WORK_DIR": str(work)}
        if disturbance is not None:
            environment |= disturbance.begin(work)
        if self.closed:
            raise InterruptedError("the round is over")
        with log.open("ab") as output:
            process = subprocess.Popen(
                [str(COMMITLAKE), *arguments],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        started = Try(name, tried, process, log, {disturbance.name} if disturbance is not None else set())
        with self.lock:
            self.running.append(started)
        return started

    def end(self, ended: Try) -> None:
        with self.lock:
            self.running.remove(ended)
            self.ended.append(ended)

    def close(self) -> None:
        """Kills what an interrupted round leaves."""
        self.closed = True
        with self.lock:
            for each in self.running:
                each.signal(signal.SIGKILL)

    def once(self, name: str, *arguments: str) -> int:
        """Runs a command to its end, without faults."""
        alone = self.start(name, list(arguments), 1)
        code = alone.wait(until_stopped=False)
        self.end(alone)
        assert code is not None
        return code

    def task(self, name: str, arguments: list[str], rng: random.Random, disturbances: list[Disturbance]) -> bool:
        """Tries a command until it succeeds. Returns false if it never does."""
        zombies: list[Try] = []
        done = False
        for tried in range(1, TRIES + 1):
            disturbance = rng.choice(disturbances) if disturbances and rng.random() < 0.15 else None
            current = self.start(name, arguments, tried, disturbance)
            if disturbance is not None:
                self.made[disturbance.name] += 1
            if tried <= SIGNALLED_TRIES and rng.random() < 0.5:
                self.signal_later(current, arguments[0], rng)
            code = current.wait(until_stopped=True)
            if code is None:
                zombies.append(current)
                continue
            self.end(current)
            if code == 0:
                self.seconds[arguments[0]] = time.monotonic() - current.begun
                done = True
                break
            time.sleep(rng.uniform(0.1, 1))
        for zombie in zombies:
            # Its successor has finished, or all have failed.
            zombie.signal(signal.SIGCONT)
            zombie.wait(until_stopped=False)
            self.end(zombie)
        if not done:
            with self.lock:
                self.given_up.append(name)
        return done

    def signal_later(self, to: Try, command: str, rng: random.Random) -> None:
        """Kills or stops a process at a random moment of the time that such a command takes."""
        stops = rng.random() < 0.4
        name, number = (STOPPED, signal.SIGSTOP) if stops else (KILLED, signal.SIGKILL)

        def send() -> None:
            with self.lock:
                if to not in self.running:
                    return
                self.made[name] += 1
                to.faults.add(name)
                to.signal(number)
            if stops:
                to.stopped.set()

        timer = threading.Timer(rng.uniform(0.1, 1) * self.seconds.get(command, 3), send)
        timer.daemon = True
        timer.start()

    def met(self, fault: str) -> int:
        """Notes a fault that all running tries meet. Returns their number."""
        with self.lock:
            for each in self.running:
                each.faults.add(fault)
            return len(self.running)
