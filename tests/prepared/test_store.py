"""The prepared store: opened whole or in part, gone on with after a kill, seen by policies that have changed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from time import sleep
from typing import Any

import numpy as np
import orjson
import pytest

from adapters.population.choosing import Chosen
from adapters.population.opening import source_at
from adapters.population.prepare import OtherStore, prepare
from adapters.population.segments import Segments
from adapters.population.store import open_store, partitions_of
from engine.population.kept import alike, revoked_rows
from engine.population.tables import population_of_tables
from engine.problems import FactError
from tests.cli.run import run
from tests.prepared import made
from tests.synthetic import made as synthetic

FACTS = made.BASE["facts/tax.yaml"]
UNPAID = "unpaid: {type: decimal, scale: 2, label: 少缴, unit: CNY}"
CONDUCT = "conduct: {type: enum, label: 行为, values: {evasion: 偷税, arrears: 欠税}}"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of two partitions."""
    folder = tmp_path_factory.mktemp("made")
    made.subjects_csv(folder)
    made.facts_csv(folder)
    prepare(made.program(), source_at(str(folder)), folder / "store", size=2)
    return folder / "store"


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the synthetic population of the shipped policies."""
    out = tmp_path_factory.mktemp("province") / "store"
    prepare(synthetic.program(), source_at(str(synthetic.population())), out)
    return out


@pytest.mark.slow
def test_a_store_holds_what_the_tables_hold(province: Path) -> None:
    program = synthetic.program()
    tables = {one.name: synthetic.facts(one.name) for one in (synthetic.population() / "facts").iterdir()}
    expected = population_of_tables(program, synthetic.subjects(), tables)
    found = open_store(province, program)
    assert list(found.ids) == list(expected.ids)
    for name, table in expected.tables.items():
        own = found.tables[name]
        for one in ("subject", "day", "recorded", "number"):
            assert np.array_equal(getattr(own, one), getattr(table, one))
        assert own.ids.array.to_pylist() == table.ids.array.to_pylist()  # type: ignore[attr-defined]
        for field in (one for one, of in program.fact_types[name].fields.items() if of.family != "rows"):
            some = range(0, len(table), 1 + len(table) // 50)
            column, given = own.field(field), table.field(field)
            assert [column.value(row) for row in some] == [given.value(row) for row in some], (name, field)
            assert np.array_equal(column.known, given.known)
        some = range(0, len(table), 1 + len(table) // 50)
        if table.related is not None and own.related is not None:
            assert [own.related.of(row) for row in some] == [table.related.of(row) for row in some]
        assert (own.related is None) == (table.related is None)


@pytest.mark.slow
def test_what_is_kept_beside_the_columns_is_what_they_would_give(province: Path) -> None:
    found = open_store(province, synthetic.program())
    pairs: dict[str, Any] = found.once("revoked", dict)
    again = revoked_rows(found)
    assert {name: sorted(zip(*pair, strict=True)) for name, pair in pairs.items()} == {
        name: sorted(zip(*pair, strict=True)) for name, pair in again.items()
    }
    assert pairs
    for name, compiled in synthetic.program().fact_types.items():
        if compiled.identity and name in found.tables:
            found_once: Any = found.once(("alike", name, compiled.identity), lambda: pytest.fail("was not kept"))
            rows, starts = found_once
            kept = sorted(tuple(rows[a:b]) for a, b in pairwise(starts))
            rows, starts = alike(found.tables[name], compiled.identity)
            assert kept == sorted(tuple(rows[a:b]) for a, b in pairwise(starts))


@pytest.mark.parametrize("many", [2, 100], ids=["texts", "numbers of texts"])
@pytest.mark.parametrize("rows", [[], [0], [1, 2], [0, 2]])
def test_a_few_facts_say_by_themselves_what_they_say_among_all(
    rows: list[int], many: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for module in ("pools", "partition"):
        monkeypatch.setattr(f"adapters.population.{module}.MANY", many)
    made.subjects_csv(tmp_path)
    made.facts_csv(tmp_path)
    prepare(made.program(), source_at(str(tmp_path)), tmp_path / "out", size=1)
    alone, among = (open_store(tmp_path / "out", made.program()).tables["tax_case"] for _ in range(2))
    for name in (one for one, field in made.program().fact_types["tax_case"].fields.items() if field.family != "rows"):
        column = alone.field_of(name, np.array(rows, np.int64))
        assert [column.value(row) for row in range(len(rows))] == [among.field(name).value(row) for row in rows]
        assert len(column.known) == len(rows)


def test_what_was_forgotten_is_read_again(store: Path) -> None:
    whole = Segments(store / "part-00000.arrows")
    before = {name: whole.table(name).to_pylist() for name in whole.names()}
    for name in before:
        whole.forget(name)
    assert {name: whole.table(name).to_pylist() for name in before} == before


def test_a_partition_is_opened_by_itself(store: Path) -> None:
    assert partitions_of(store) == 2
    second = made.contents(open_store(store, made.program(), [Chosen(1)]), made.program())
    whole = made.EXPECTED
    assert [one[:2] for one in second] == [("s3", whole[2][1]), ("tax_case", "a"), ("tax_case", "b")]
    assert [one[2] for one in second[1:]] == [0, 0]
    assert [one[3:] for one in second[1:]] == [one[3:] for one in whole[5:]]


def test_more_decimals_and_new_fields_need_no_new_preparation(store: Path) -> None:
    changed = FACTS.replace(
        "unpaid: {type: decimal, scale: 2, label: 少缴, unit: CNY}", "unpaid: {type: decimal, scale: 4, label: 少缴}"
    )
    changed = changed.replace("      grave:", "      court: {type: string, label: 法院}\n      grave:")
    program = made.program(changed)
    table = open_store(store, program).tables["tax_case"]
    assert [table.field("unpaid").value(row) for row in range(3)] == [None, 30_000, 105_000]
    assert not table.field("court").known.any()


def test_a_computed_field_is_computed_anew_where_it_is_defined_anew(store: Path) -> None:
    changed = FACTS.replace("ratio: [unpaid, payable]", "ratio: [payable, unpaid]")
    changed = changed.replace(
        "total: {label: 合计, from: {total: years, of: unpaid}}",
        "total: {label: 最高, from: {highest: years, of: unpaid}}",
    )
    table = open_store(store, made.program(changed)).tables["tax_case"]
    assert [table.field("share").value(row) for row in range(3)] == [None, None, 8_000_000]
    assert [table.field("total").value(row) for row in range(3)] == [None, None, 1050]


OTHERWISE = {
    "a field is of another kind": (CONDUCT, "conduct: {type: boolean, label: 行为}",
        "`tax_case` was prepared with another field `conduct`"),
    "a code is no longer one": ("evasion: 偷税, ", "", "`conduct` of `tax_case` cannot be `evasion`"),
    "fewer decimals": (UNPAID, "unpaid: {type: integer, label: 少缴}", "`unpaid` of `tax_case` cannot be `10.5`"),
    "a field is required": ("label: 人数", "label: 人数, required: true", "2 prepared facts lack the field `persons`"),
}  # fmt: skip


@pytest.mark.parametrize(("was", "becomes", "expected"), OTHERWISE.values(), ids=OTHERWISE)
def test_what_cannot_be_made_of_what_is_kept_is_told(was: str, becomes: str, expected: str, store: Path) -> None:
    with pytest.raises(FactError) as refused:
        open_store(store, made.program(FACTS.replace(was, becomes)))
    assert expected in str(refused.value.problems[0])


def test_a_store_of_another_version_is_refused(store: Path, tmp_path: Path) -> None:
    kept = orjson.loads((store / "store.json").read_bytes())
    (tmp_path / "store.json").write_bytes(orjson.dumps(kept | {"format": 0}))
    with pytest.raises(FactError, match="prepared by another version"):
        open_store(tmp_path, made.program())


@pytest.mark.parametrize(("many", "size"), [(2, 1), (2, 3)], ids=["in all", "in one partition"])
def test_texts_too_many_to_be_numbered_together_are_kept_as_texts(
    many: int, size: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for module in ("pools", "partition"):
        monkeypatch.setattr(f"adapters.population.{module}.MANY", many)
    made.subjects_csv(tmp_path)
    made.facts_csv(tmp_path)
    prepare(made.program(), source_at(str(tmp_path)), tmp_path / "out", size=size)
    assert "document_no" in orjson.loads((tmp_path / "out" / "store.json").read_bytes())["plain"]
    assert made.opened(tmp_path / "out", made.program()) == made.EXPECTED


def test_a_store_is_made_once_and_nothing_else_is_written_over(store: Path, tmp_path: Path) -> None:
    raw, program = store.parent, made.program()
    before = synthetic.digests(store)
    assert prepare(program, source_at(str(raw)), store, size=2).made == 0
    assert synthetic.digests(store) == before
    with pytest.raises(OtherStore, match="size"):
        prepare(program, source_at(str(raw)), store, size=1)
    (tmp_path / "mine.txt").write_text("kept")
    with pytest.raises(OtherStore):
        prepare(program, source_at(str(raw)), tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.slow
@pytest.mark.parametrize("signal_", [signal.SIGKILL, signal.SIGINT])
def test_a_preparation_that_was_stopped_is_gone_on_with(signal_: signal.Signals, tmp_path: Path) -> None:
    raw, out = str(tmp_path / "raw"), tmp_path / "out"
    run("synthesise", raw, "--subjects", "60000", "--seed", "3", "--partition", "3000")
    args = ["prepare", str(out), "--population", raw, "--partition", "3000"]
    environment = {**os.environ, "XINHENG_POLICIES": str(made_policies()), "XINHENG_LANG": "en"}
    # whoever runs the tests in the background may have had this signal ignored, and what is started inherits that
    heeding = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    command = [sys.executable, "-c", f"{heeding}; from web.cli import main; main()", *args]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    while process.poll() is None and len(list(out.glob("part-*.arrows"))) < 2:
        sleep(0.005)
    process.send_signal(signal_)
    process.communicate()
    finished = sorted(out.glob("part-*.arrows"))
    if signal_ == signal.SIGINT:
        assert not list(out.glob(".*"))
    assert not (out / "store.json").exists()
    stamps = {one: one.stat().st_mtime_ns for one in finished}
    result = run(*args)
    assert f"partitions made: {20 - len(finished)} of 20" in result.stdout
    assert {one: one.stat().st_mtime_ns for one in finished} == stamps
    assert not list(out.glob(".*"))
    run("prepare", str(tmp_path / "anew"), *args[2:])
    assert synthetic.digests(out) == synthetic.digests(tmp_path / "anew")


def made_policies() -> Path:
    """The folder of the policies that commands take here."""
    from tests.cases import tiny  # noqa: PLC0415 - only this test runs a command in a process of its own

    return tiny.FOLDER
