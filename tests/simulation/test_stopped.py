"""A simulation that is stopped: what was counted is gone on with, and no half of a report is left."""

from __future__ import annotations

import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from adapters.population import memory
from adapters.simulation import running
from adapters.simulation.counting import Wanted
from adapters.simulation.running import simulate
from adapters.simulation.unfinished import Counted, Unfinished, key_of
from engine.population.impact import Impact
from tests.simulation import province
from tests.spark import made
from web.impact_report import output

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("simulation-groups")]


@pytest.fixture(autouse=True)
def small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four groups of three partitions, since there is room for no more."""
    monkeypatch.setattr(memory, "LEAST", made.SUBJECTS // 4)


@pytest.fixture
def kept(tmp_path: Path) -> Unfinished:
    """Where it is kept."""
    return _kept(tmp_path, province.wanted())


def _kept(folder: Path, wanted: Wanted) -> Unfinished:
    return Unfinished(folder / ".out.unfinished", key_of(province.releases(), province.store(), wanted))


class Stop:
    """Stops the run when so many subjects are done; keeps how many were done every time it was told."""

    def __init__(self, at: int | None = None) -> None:
        self.at, self.told = at, list[int]()

    def __call__(self, done: int, all_: int) -> None:
        assert all_ == made.SUBJECTS
        self.told.append(done)
        if self.at is not None and done >= self.at:
            raise KeyboardInterrupt


def _run(kept: Unfinished, tell: Stop, wanted: Wanted | None = None) -> Impact:
    return simulate(province.releases(), province.store(), wanted or province.wanted(), tell, memory=1, unfinished=kept)


def test_what_was_counted_before_it_was_stopped_is_gone_on_with(kept: Unfinished) -> None:
    with pytest.raises(KeyboardInterrupt):
        _run(kept, Stop(at=1600))
    again, whole = Stop(), Stop()
    found = _run(kept, again)
    assert again.told[0] == 1500, "two groups of four were done"
    assert again.told == sorted(again.told)
    assert again.told[-1] == made.SUBJECTS
    kept.remove()
    assert found == _run(kept, whole)
    assert whole.told[0] == 0


def test_a_run_that_is_done_may_be_told_again_without_judging_anybody(
    kept: Unfinished, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when it was stopped while the report was written."""
    found = _run(kept, Stop())
    monkeypatch.setattr(running, "open_store", None)
    assert _run(kept, Stop()) == found


def test_another_question_starts_over(tmp_path: Path, kept: Unfinished) -> None:
    with pytest.raises(KeyboardInterrupt):
        _run(kept, Stop(at=1600))
    for other in (
        province.wanted(decisions="recorded"),
        province.wanted(known_at=province.DAY - 1),
        province.wanted(share=Decimal("0.5")),
        province.wanted(province.SWEEP),
    ):
        assert list(_kept(tmp_path, other).read()) == []
    assert [(one.start, one.end) for one in kept.read()] == [(0, 750), (750, 1500)]


def test_a_store_that_was_made_anew_is_another(kept: Unfinished) -> None:
    file = min(province.store().glob("part-*"))
    told = file.stat()
    os.utime(file, ns=(told.st_atime_ns, told.st_mtime_ns + 1))
    try:
        other = key_of(province.releases(), province.store(), province.wanted())
    finally:
        os.utime(file, ns=(told.st_atime_ns, told.st_mtime_ns))
    assert other != kept.key


@pytest.mark.parametrize("content", [b"", b"no such file\n", b"\n\n\n", b"\xff\xfe"])
def test_a_file_that_is_none_of_ours_is_not_read(kept: Unfinished, content: bytes) -> None:
    kept.file.write_bytes(content)
    assert list(kept.read()) == []
    kept.keep(Counted(0, 1, b"told"))
    assert list(kept.read()) == [Counted(0, 1, b"told")]


def test_a_group_of_which_only_half_was_kept_is_counted_again(kept: Unfinished) -> None:
    """A process that is killed leaves what it had written of the last group."""
    whole = _run(kept, Stop())
    content = kept.file.read_bytes()
    for missing in (1, 2, 1_000):
        kept.file.write_bytes(content[:-missing])
        again = Stop()
        assert _run(kept, again) == whole
        assert again.told[0] == 2250, "three groups of four were whole"
    assert kept.file.read_bytes() == content


def test_groups_that_came_in_another_order_are_gone_on_with(kept: Unfinished) -> None:
    """As they do from a cluster, where a run may be stopped with gaps between them."""
    whole = _run(kept, Stop())
    groups = list(kept.read())
    kept.remove()
    for one in (groups[3], groups[1]):
        kept.keep(one)
    again = Stop()
    assert _run(kept, again) == whole
    assert again.told[0] == 1500
    assert sorted(one.start for one in kept.read()) == [0, 750, 1500, 2250]


def test_a_report_that_is_stopped_while_it_is_written_leaves_the_one_there_was(
    tmp_path: Path, kept: Unfinished, monkeypatch: pytest.MonkeyPatch
) -> None:
    impact = _run(kept, Stop())
    kept.remove()
    output.write(tmp_path / "out", impact)
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}

    def stopped(_impact: Impact, _language: str) -> Iterator[tuple[str, bytes]]:
        yield "report.html", b"half"
        raise KeyboardInterrupt

    monkeypatch.setattr(output, "files", stopped)
    with pytest.raises(KeyboardInterrupt):
        output.write(tmp_path / "out", impact)
    assert {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()} == before
    assert [file.name for file in tmp_path.iterdir()] == ["out"]


class _Held:
    """What a process holds, as it is told."""

    now, most = 500, 500


def test_after_a_group_that_took_more_than_thought_the_next_are_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    held = _Held()
    for name, value in (("LEAST", 1), ("EACH", 2), ("_taken", lambda: held.now), ("_most", lambda: held.most)):
        monkeypatch.setattr(memory, name, value)
    room = memory.Room(1_500)
    assert room.subjects == 500
    with room.used_by(500):
        held.most = 2_500
    assert room.subjects == 250
    with room.used_by(250):
        pass  # it held no more than once before: nothing new is known
    assert room.subjects == 250
    held.now = 2_000  # what was taken and is free again is taken by the next
    assert room.subjects == 250
