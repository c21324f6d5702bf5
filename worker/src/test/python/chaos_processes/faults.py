"""Makes faults of the servers and the wires at random moments, several at once."""

import collections
import random
import threading
from collections.abc import Callable

from .servers import Server
from .wire import Wire, WireFault
from .workers import Workers


class Faults:
    """One thread for each server that is killed, and one for each wire."""

    def __init__(self, workers: Workers, servers: dict[str, Server], wires: dict[str, Wire], seed: int) -> None:
        self.workers = workers
        self.wires = wires
        self.made: collections.Counter[str] = collections.Counter()
        self.over = threading.Event()
        jobs: list[Callable[[random.Random], None]] = [self.kills(*each) for each in servers.items()]
        jobs += [self.wire_faults(server, wire) for server, wire in wires.items()]
        self.threads = [threading.Thread(target=job, args=[random.Random(seed + place)]) for place, job in enumerate(jobs)]

    def start(self) -> None:
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        """Ends all faults. Afterwards the servers run and the wires are faultless."""
        self.over.set()
        for thread in self.threads:
            thread.join()

    def kills(self, name: str, server: Server) -> Callable[[random.Random], None]:
        fault = f"{name} killed, started again"

        def kill(rng: random.Random) -> None:
            while not self.over.wait(rng.uniform(5, 20)):
                self.made[fault] += 1
                server.kill()
                self.workers.met(fault)
                self.over.wait(rng.uniform(0.2, 3))
                server.start()
                self.workers.met(fault)

        return kill

    def wire_faults(self, server: str, wire: Wire) -> Callable[[random.Random], None]:
        def faults(rng: random.Random) -> None:
            while not self.over.wait(rng.uniform(1, 6)):
                fault = rng.choice(list(WireFault))
                name = f"{server}: {fault.value}"
                self.made[name] += 1
                wire.set(fault)
                self.workers.met(name)
                self.over.wait(rng.uniform(0.3, 3))
                self.workers.met(name)
                wire.set(None)

        return faults
