"""A troubled population of some shipped policies in a prepared store, and a change of them; made once a process."""

from __future__ import annotations

import atexit
from datetime import date
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any, Final

from adapters.population.prepare import prepare
from adapters.population.synthetic import SyntheticFolder
from adapters.simulation.counting import Releases, Wanted
from adapters.simulation.sweeps import read_sweep
from adapters.spark.kernel import compiled
from tests.spark import made

DAY: Final = made.ASKED.as_of
FILE: Final = "labour/wage-arrears.yaml"
TERM: Final = "2018-01-01: {value: 1 year, "
SWEEP: Final = "labour/wage-arrears:term=1 year,2 years,10 years"


@cache
def store() -> Path:
    """The folder of the store, in a dozen partitions."""
    folder = Path(mkdtemp(prefix="simulation-")) / "store"
    atexit.register(rmtree, folder.parent, ignore_errors=True)
    prepare(compiled(made.files()), SyntheticFolder(made.population()), folder, size=made.SUBJECTS // made.PARTS)
    return folder


@cache
def candidate() -> dict[str, bytes]:
    """The files of the candidate: wage arrears are listed for ten years, from 2018 on."""
    text = made.files()[FILE].decode()
    assert TERM in text
    return {**made.files(), FILE: text.replace(TERM, TERM.replace("1 year", "10 years")).encode()}


@cache
def releases() -> Releases:
    """The policies as they are and as they would be."""
    return Releases(compiled(made.files()), compiled(candidate()), ("now", "then"))


def wanted(sweep: str = "", **more: Any) -> Wanted:
    """A year of months and, where it is written, a *sweep*."""
    sweeps = (read_sweep(releases().candidate.base, sweep),) if sweep else ()
    asked: dict[str, Any] = {
        "as_of": DAY, "known_at": DAY, "first": date(2025, 7, 15), "last": date.fromordinal(DAY),
        "decisions": "assumed", "share": None, "seed": 1, "sweeps": sweeps, "command": "",
    }  # fmt: skip
    return Wanted(**asked | more)
