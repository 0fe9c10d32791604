"""Every form a population may come in gives the same population."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.population.opening import source_at
from adapters.population.prepare import prepare
from tests.prepared import made

FORMS = {"csv": made.facts_csv, "by date": made.parquet_by_date, "by type": made.parquet_by_type}


@pytest.mark.parametrize("write", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("size", [1, 100])
def test_every_form_gives_the_same_population(write: Callable[[Path], None], size: int, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    made.subjects_csv(raw)
    write(raw)
    found = prepare(made.program(), source_at(str(raw)), tmp_path / "out", size=size)
    assert made.opened(tmp_path / "out", made.program()) == made.EXPECTED
    assert (found.subjects, found.facts, found.nobody) == (3, 4, 1)
