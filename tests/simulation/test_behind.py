"""The subject behind a row of a report: found by its key, and explained online as the report has it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from click.testing import Result

from adapters.cli import codes
from adapters.population.finding import place_of
from adapters.population.segments import Segments
from adapters.population.store import part_name
from adapters.simulation.behind import asked_of, find
from adapters.simulation.running import simulate
from engine.online.evaluate import Evaluator
from engine.online.report.verdict import verdict
from engine.population.impact import Affected
from engine.verdict import Verdict
from tests.cli.run import run, written
from tests.simulation import province
from tests.spark import made

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("simulation-groups")]
ARREARS = "labour/wage-arrears"
DAYS = ("--as-of", "2026-06-30", "--known-at", "2026-06-30")
_MEMORY = 2 << 30


@cache
def _rows() -> tuple[Affected, ...]:
    """What the change moves, row by row."""
    return simulate(
        province.releases(), province.store(), province.wanted(), lambda _done, _all: None, memory=_MEMORY
    ).affected


def _online(evaluator: Evaluator, place: int) -> Verdict:
    subject, facts, principals = asked_of(province.store(), evaluator, place)
    found = evaluator.evaluate(subject, facts, province.DAY, province.DAY, principals, decided_after=0)
    return verdict(found)


def _last(told: Verdict, policy: str) -> str:
    """The last day of the stay on the list *policy* that is open on the day asked, as rows of a report tell it."""
    stays = [spell for one in told.lists if one.policy == policy for spell in one.spells if spell.state == "open"]
    return (stays[0].last_at_most or "open") if stays else ""


def test_whoever_a_row_is_about_is_found_by_its_key_and_judged_online_as_the_row_says() -> None:
    releases = province.releases()
    evaluators = Evaluator(releases.baseline), Evaluator(releases.candidate)
    rows = [one for one in _rows() if one.policy == ARREARS]
    kinds = {one.subject.kind for one in rows}
    assert {"enters", "longer"} <= {one.change for one in rows}
    assert "natural_person" in kinds, "those whom a listing reaches are among them"
    for row in [*rows[:5], *[one for one in rows if one.subject.kind == "natural_person"][:5]]:
        place = find(province.store(), row.subject.key)
        assert place is not None
        found = [_last(_online(one, place), ARREARS) for one in evaluators]
        assert found == [row.before, row.after]
    for one in evaluators:
        one.close()


def test_a_key_is_of_one_subject_and_leads_to_it_in_any_partition() -> None:
    keys = {one.subject.key for one in _rows()}
    assert len(keys) == len({find(province.store(), key) for key in keys}) > 1
    assert all(len(key) == len("0123456789ab") for key in keys)


def test_another_store_makes_other_keys() -> None:
    """Who has only some of the ids cannot make the keys."""
    parts = [Segments(province.store() / part_name(number)) for number in range(made.PARTS - 1)]
    assert place_of(parts, _rows()[0].subject.key) is None


def test_a_subject_is_found_by_its_id(tmp_path: Path) -> None:
    told = json.loads(_explain(tmp_path, _rows()[0].subject.key, "--format", "json").stdout)
    id_ = told["candidate"]["verdict"]["subject"]
    assert find(province.store(), id_) == find(province.store(), _rows()[0].subject.key)
    assert find(province.store(), f"{id_}X") is None


def _explain(tmp_path: Path, subject: str, *more: str, policy: str = ARREARS, language: str = "en") -> Result:
    both = written(tmp_path / "now", made.files()), written(tmp_path / "then", province.candidate())
    asked = ("--population", str(province.store()), "--subject", subject, "--policy", policy, *DAYS)
    return run("explain", *asked, "--candidate", both[1], *more, language=language, XINHENG_POLICIES=both[0])


def test_both_releases_are_explained_one_after_the_other(tmp_path: Path) -> None:
    row = next(one for one in _rows() if one.policy == ARREARS and one.change == "enters")
    result = _explain(tmp_path, row.subject.key, "--decisions", "assumed")
    assert (result.exit_code, result.stderr) == (0, "")
    releases = [one.release[:12] for one in (province.releases().baseline, province.releases().candidate)]
    now, then = result.stdout.split(f"By the policies as they would be (then, {releases[1]}):\n")
    assert now.startswith(f"By the policies as they are (now, {releases[0]}):\n")
    for side in (now, then):
        assert "as of 2026-06-30, as known on 2026-06-30" in side
        assert "assuming the authority decides to list wherever it has not decided" in side
        assert "⇒ holds" in side
    assert f"until {row.after}" in then
    assert f"until {row.after}" not in now


def test_decisions_are_taken_as_is_said(tmp_path: Path) -> None:
    row = next(one for one in _rows() if one.policy == ARREARS and one.change == "enters")
    told = {
        how: json.loads(_explain(tmp_path, row.subject.key, "--decisions", how, "--format", "json").stdout)["candidate"]
        for how in ("recorded", "assumed", "assumed+9000")
    }
    states = {how: [one["status"] for one in side["verdict"]["lists"]] for how, side in told.items()}
    assert states["assumed"] == ["listed"]
    assert states["recorded"] == states["assumed+9000"]
    assert told["assumed"]["explained"]


@pytest.mark.parametrize(
    ("more", "zh", "en"),
    [
        (
            ("--subject", "0123456789ab"),
            "数据中没有编号或主体键为 `0123456789ab` 的主体",
            "there is nobody with the id or key `0123456789ab` in the population",
        ),
        (
            ("facts.json",),
            "请给出文件，或给出 --population；--baseline、--candidate 只与后者同用",
            ("explain either files or somebody in --population; --baseline and --candidate go with the latter"),
        ),
    ],
)
def test_what_cannot_be_explained_is_refused(tmp_path: Path, more: tuple[str, ...], zh: str, en: str) -> None:
    for language, message, mark in (("zh_CN", zh, "错误："), ("en", en, "error: ")):
        result = _explain(tmp_path, _rows()[0].subject.key, *more, language=language)
        assert result.exit_code == codes.USAGE
        assert result.stderr.splitlines()[0] == mark + message


def test_a_policy_of_neither_release_is_refused(tmp_path: Path) -> None:
    result = _explain(tmp_path, _rows()[0].subject.key, policy="labour/wage-arrear")
    assert result.stderr.splitlines()[0] == (
        "error: there is no such policy in force: `labour/wage-arrear` (did you mean `labour/wage-arrears`?)"
    )
