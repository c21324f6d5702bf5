"""Real workers under real faults.

    python -m chaos_processes --seed 1 --rounds 1 --store sandbox --ledger postgres --histories sandbox/histories

The seed decides which faults are made and how the branches move, but not at which point of its work a process meets a
fault: real processes can't be replayed. So a round that breaks a guarantee keeps its folder, with every log.
"""

import argparse
import pathlib
import shutil
import signal
import sys
import tempfile

from .round import Options, Round
from .servers import ROOT, STORES
from .tally import Tally


def main() -> int:
    parser = argparse.ArgumentParser(prog="chaos_processes", description="Runs real workers under real faults.")
    parser.add_argument("--seed", type=int, default=1, help="the first round's; each round has the next one")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--store", choices=STORES, default="sandbox")
    parser.add_argument("--ledger", choices=["store", "postgres", "both"], default="both", help="both: in turn")
    parser.add_argument("--histories", type=pathlib.Path, default=ROOT / "sandbox" / "histories")
    parser.add_argument("--repositories", type=int, default=4, help="each round takes so many of the histories")
    parser.add_argument("--steps", type=int, default=3, help="the number of snapshots, each with two runs")
    flags = parser.parse_args()
    homes = {"both": ["postgres", "store"]}.get(flags.ledger, [flags.ledger])
    tally = Tally()
    for seed in range(flags.seed, flags.seed + flags.rounds):
        folder = pathlib.Path(tempfile.mkdtemp(prefix=f"chaos-{seed}-"))
        ledger = homes[seed % len(homes)]
        options = Options(flags.store, ledger, flags.histories.resolve(), flags.repositories, flags.steps)
        round_ = Round(seed, options, folder, tally)
        for skipped in round_.skipped:
            print(f"skipped: {skipped}")
        print(f"seed {seed}, ledger in {ledger}: {', '.join(map(str, round_.repositories))}", flush=True)
        failures = round_.run()
        if failures:
            print("\n".join(failures))
            print(
                f"seed {seed} on {options.store} with --ledger {ledger} broke a guarantee; everything is in {folder}",
                flush=True,
            )
        else:
            shutil.rmtree(folder, ignore_errors=True)
    print("\n".join(tally.lines()))
    return 1 if tally.violations else 0


signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
sys.exit(main())
