"""`xinheng synthesise`: what it says, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.cli.run import run


def test_a_population_is_written_and_said(tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = run("synthesise", str(out), "--subjects", "2500", "--seed", "1", "--partition", "1000")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"synthetic population in {out}: subjects: 2500; partitions made: 3 of 3\n"
    assert pq.read_table(out / "subjects").num_rows == 2500


def test_a_span_of_days_is_kept_to(tmp_path: Path) -> None:
    span = ("--from", "2023-01-01", "--to", "2023-12-31", "--trouble", "20")
    assert run("synthesise", str(tmp_path), "--subjects", "2000", "--seed", "1", *span).exit_code == 0
    days = pq.read_table(tmp_path / "facts" / "directive")["date"].to_pylist()
    assert {day.year for day in days} == {2023}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ((), "`OUT` is missing"),
        (("{out}", "--seed", "1"), "`--subjects` is missing"),
        (("{out}", "--subjects", "0", "--seed", "1"), "`--subjects`: not a number from 1 to 100000000: `0`"),
        (("{out}", "--subjects", "9", "--seed", "x"), "`--seed`: not a number from 0 to 9223372036854775807: `x`"),
        (("{out}", "--subjects", "9", "--seed", "1", "--from", "2027-01-01"), "`--from` lies after `--to`"),
        (("{full}", "--subjects", "9", "--seed", "1"),
         "`{full}` holds something other than a synthetic population (name a new or an empty folder)"),
        (("{made}", "--subjects", "9", "--seed", "2"),
         "`{made}` holds another population: it differs in seed (name another folder, or the same settings)"),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_refused(args: tuple[str, ...], message: str, tmp_path: Path) -> None:
    places = {name: tmp_path / name for name in ("out", "full", "made")}
    places["full"].mkdir()
    (places["full"] / "letter.txt").touch()
    if "{made}" in args:
        run("synthesise", str(places["made"]), "--subjects", "9", "--seed", "1")
    result = run("synthesise", *(arg.format(**places) for arg in args))
    assert result.exit_code == 1
    assert result.stderr.splitlines()[0] == f"error: {message.format(**places)}"
    assert not places["out"].exists()
