"""What a simulation costs on a cluster, beside the same on one machine: `python -m bench.cluster STORE...`.

The cluster is one of this machine, a master and two workers on loopback. Seconds are those of the processor, of all
processes together. Of two stores of different size, the difference tells what a million subjects more cost, and what
is left is the cost of the start.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep
from typing import Final

from adapters.folder import read_folder
from adapters.population.groups import Store
from bench.figures import ROOT
from tests.spark.cluster import Cluster, running

POLICY: Final = "labour/wage-arrears.yaml"
WAS: Final = "2018-01-01: {value: 1 year, "
BECOMES: Final = "2018-01-01: {value: 10 years, "
DAYS: Final = ("--as-of", "2026-06-30", "--from", "2016-07-01")
_COMMAND: Final = (sys.executable, "-c", "from web.cli import main; main()", "simulate")
_LOOK: Final = 0.25
_TICKS: Final = os.sysconf("SC_CLK_TCK")


def candidate(folder: Path) -> Path:
    """The shipped policies in *folder*, with wage arrears listed for ten years."""
    for name, content in read_folder(ROOT / "policies").items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        text = content.decode()
        file.write_text(text.replace(WAS, BECOMES) if name == POLICY else text, encoding="utf-8")
    assert BECOMES in (folder / POLICY).read_text(encoding="utf-8")
    return folder


def spent(*roots: int) -> Mapping[str, float]:
    """Seconds of the processes of *roots* and of all below them that still run, by what they are."""
    found: dict[int, tuple[int, str, float]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            before, _, after = stat.read_text().rpartition(")")
        except (FileNotFoundError, ProcessLookupError):
            continue
        number, _, name = before.partition(" (")
        fields = after.split()
        found[int(number)] = int(fields[1]), name, sum(map(int, fields[11:13])) / _TICKS
    sums: dict[str, float] = defaultdict(float)
    below = set(roots)
    while more := {pid for pid, (parent, _, _) in found.items() if parent in below} - below:
        below |= more
    for pid in below & found.keys():
        _, name, seconds = found[pid]
        sums["Java" if name == "java" else "Python"] += seconds
    return sums


def measured(store: Path, policies: Path, folder: Path, cluster: Cluster | None) -> Mapping[str, float]:
    """What the simulation costs, by who runs and what."""
    where = () if cluster is None else ("--engine", "spark", "--master", cluster.master)
    command = [*_COMMAND, str(folder / "report"), "--candidate", str(policies), "--population", str(store)]
    workers = [] if cluster is None else [one.pid for one in cluster.workers]
    process = subprocess.Popen(
        [*command, *DAYS, *where],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "XINHENG_POLICIES": str(ROOT / "policies")},
        stdout=subprocess.DEVNULL,
    )
    begun, sums = spent(*workers), dict[str, float]()
    while process.poll() is None:
        for who, now in (("driver", spent(process.pid)), ("workers", spent(*workers))):
            for what, seconds in now.items():
                before = begun.get(what, 0) if who == "workers" else 0
                sums[f"{who}: {what}"] = max(seconds - before, sums.get(f"{who}: {what}", 0))
        sleep(_LOOK)
    assert process.returncode == 0, "the simulation failed"
    return sums


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure every store on one machine and on the cluster, and print it."""
    parser = argparse.ArgumentParser(prog="python -m bench.cluster", description=__doc__)
    parser.add_argument("stores", nargs="+", type=Path, metavar="STORE")
    stores: list[Path] = parser.parse_args(arguments).stores
    with TemporaryDirectory() as folder, running(Path(folder), workers=2) as cluster:
        policies = candidate(Path(folder) / "candidate")
        measured(stores[0], policies, Path(folder) / "first", None)  # what is compiled here need not be compiled there
        for store in stores:
            for name, where in (("one machine", None), ("cluster", cluster)):
                sums = measured(store, policies, Path(folder) / name / store.name, where)
                told = ", ".join(f"{who} {seconds:.1f}" for who, seconds in sorted(sums.items()))
                print(f"{len(Store(store)):,} subjects, {name}: {sum(sums.values()):.1f} s ({told})", flush=True)


if __name__ == "__main__":
    main()
