"""What is measured in a process of its own: a store prepared, or opened and judged, from the start of the program."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from shutil import rmtree

import pyarrow as pa

from adapters.cli.base import uncollected
from adapters.folder import read_folder
from adapters.population.memory import settled
from adapters.population.store import open_store
from bench.forty.policies import files_of
from engine.checks import check_files
from engine.compile.program import Program
from engine.population.evaluate import evaluate

POLICIES = Path(__file__).parents[2] / "policies"


def shipped() -> Program:
    """The shipped policies."""
    return _checked(read_folder(POLICIES))


def forty() -> Program:
    """The forty of the benchmark."""
    return _checked(files_of())


@uncollected()  # as the command does
def _checked(files: dict[str, bytes]) -> Program:
    checked = check_files(files)
    assert checked.program is not None, checked.problems[0]
    return checked.program


def main() -> None:
    """Do the one thing that is asked, and print what came of it as JSON."""
    parser = argparse.ArgumentParser(prog="python -m bench.forty.cold", description=__doc__)
    parser.add_argument("what", choices=("prepare", "forty", "shipped"))
    parser.add_argument("store", type=Path)
    parser.add_argument("--population", default="")
    parser.add_argument("--as-of", type=int, default=0)
    chosen = parser.parse_args()
    if chosen.what == "prepare":
        from adapters.population.opening import source_at  # noqa: PLC0415 - who opens a store needs no source
        from adapters.population.prepare import prepare  # noqa: PLC0415 - as above

        if chosen.store.exists():
            rmtree(chosen.store)
        pa.set_memory_pool(pa.system_memory_pool())  # as the command does
        made = prepare(shipped(), source_at(chosen.population, None, None), chosen.store)
        print(json.dumps({"subjects": made.subjects, "facts": made.facts, "memory": _memory()}))
        return
    program = forty() if chosen.what == "forty" else shipped()
    with settled():  # as the commands do
        judged = evaluate(program, open_store(chosen.store, program), chosen.as_of, chosen.as_of)
    spells = sum(len(one.spells.subject) for one in judged.lists.values())
    print(json.dumps({"spells": spells, "memory": _memory()}))


def _memory() -> int:
    """The bytes this process had at most."""
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))


if __name__ == "__main__":
    main()
