"""What judging and simulating cost on a cluster, beside one machine: `python -m bench.cluster STORE...`.

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
from datetime import date
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
AS_OF: Final = date(2026, 6, 30)
_XINHENG: Final = (sys.executable, "-c", "from web.cli import main; main()")
_ON_CLUSTER: Final = (sys.executable, "-m", "bench.cluster", "--master")
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


def measured(command: Sequence[str], cluster: Cluster | None) -> Mapping[str, float]:
    """What *command* costs, by who runs and what; *cluster* is what it runs on, if not here alone."""
    workers = [] if cluster is None else [one.pid for one in cluster.workers]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XINHENG_POLICIES": str(ROOT / "policies")}
    begun, sums = spent(*workers), dict[str, float]()
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    while process.poll() is None:
        for who, now in (("driver", spent(process.pid)), ("workers", spent(*workers))):
            for what, seconds in now.items():
                before = begun.get(what, 0) if who == "workers" else 0
                sums[f"{who}: {what}"] = max(seconds - before, sums.get(f"{who}: {what}", 0))
        sleep(_LOOK)
    assert process.returncode == 0, "it failed"
    return sums


def commands(store: Path, policies: Path, folder: Path, master: str) -> Mapping[str, tuple[Sequence[str], bool]]:
    """What is measured of *store*, by name, and whether it runs on the cluster at *master*; they write to *folder*."""
    given = ("--population", str(store), "--as-of", AS_OF.isoformat())
    simulate = (*_XINHENG, "simulate", str(folder / "report"), "--candidate", str(policies), *given)
    months = ("--from", "2016-07-01")
    folder.mkdir(parents=True)
    return {
        "a simulation on one machine": ((*simulate, *months), False),
        "a simulation on the cluster": ((*simulate, *months, "--engine", "spark", "--master", master), True),
        "an evaluation on one machine": ((*_XINHENG, "judge", str(folder / "judged.parquet"), *given), False),
        "an evaluation on the cluster": ((*_ON_CLUSTER, master, str(store), str(folder / "judged")), True),
    }


def judge(master: str, store: Path, out: Path) -> None:
    """Judge everybody in *store* by the shipped policies on the cluster at *master*."""
    from adapters.spark.evaluate import evaluate_on_spark  # noqa: PLC0415 - those who measure need no session
    from adapters.spark.kernel import Asked  # noqa: PLC0415 - as above
    from adapters.spark.session import spark_session  # noqa: PLC0415 - as above

    with spark_session(master) as spark:
        day = AS_OF.toordinal()
        evaluate_on_spark(spark, str(store), read_folder(ROOT / "policies"), Asked(day, day), str(out))


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure every store on one machine and on the cluster, and print it."""
    parser = argparse.ArgumentParser(prog="python -m bench.cluster", description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path, metavar="STORE")
    parser.add_argument("--master", metavar="URL", help="only judge the first path there, and write to the second")
    chosen = parser.parse_args(arguments)
    if chosen.master:
        judge(chosen.master, *chosen.paths)
        return
    with TemporaryDirectory() as made, running(Path(made), workers=2) as cluster:
        folder, policies = Path(made), candidate(Path(made) / "candidate")
        for command, on_cluster in commands(chosen.paths[0], policies, folder / "first", cluster.master).values():
            if not on_cluster:  # what is compiled here need not be compiled there
                measured(command, None)
        for number, store in enumerate(chosen.paths):
            asked = commands(store, policies, folder / str(number), cluster.master)
            for name, (command, on_cluster) in asked.items():
                sums = measured(command, cluster if on_cluster else None)
                told = ", ".join(f"{who} {seconds:.1f}" for who, seconds in sorted(sums.items()))
                print(f"{len(Store(store)):,} subjects, {name}: {sum(sums.values()):.1f} s ({told})", flush=True)


if __name__ == "__main__":
    main()
