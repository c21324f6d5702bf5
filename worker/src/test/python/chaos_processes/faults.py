"""Makes faults of the servers and the wires at random moments, several at once."""

import collections
import random
import threading
from collections.abc import Callable

from .servers import Store
from .wire import Wire, WireFault
from .workers import Workers

STORE_DOWN = "store killed, started again"


class Faults:
    """One thread for the store and one for each wire."""

    def __init__(self, workers: Workers, store: Store, wires: dict[str, Wire], seed: int) -> None:
        self.workers = workers
        self.store = store
        self.wires = wires
        self.made: collections.Counter[str] = collections.Counter()
        self.over = threading.Event()
        jobs: list[Callable[[random.Random], None]] = [self.store_kills]
        jobs += [self.wire_faults(server, wire) for server, wire in wires.items()]
        self.threads = [threading.Thread(target=job, args=[random.Random(seed + place)]) for place, job in enumerate(jobs)]

    def start(self) -> None:
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        """Ends all faults. Afterwards the store runs and the wires are faultless."""
        self.over.set()
        for thread in self.threads:
            thread.join()

    def store_kills(self, rng: random.Random) -> None:
        while not self.over.wait(rng.uniform(5, 20)):
            self.made[STORE_DOWN] += 1
            self.store.kill()
            self.workers.met(STORE_DOWN)
            self.over.wait(rng.uniform(0.2, 3))
            self.store.start()
            self.workers.met(STORE_DOWN)

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
