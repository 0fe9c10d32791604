"""From an invented population to the report on a change of policy, as people type it."""

from __future__ import annotations

import hashlib
import html
import shutil
import subprocess
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import Result
from pyarrow import parquet

from adapters.cli import codes
from adapters.simulation import verifying
from engine.population.agreement import Difference
from tests.cases import tiny
from tests.cli.run import run
from web.impact_report import output

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("simulation")]
DAY = ("--as-of", "2026-06-30")
FIELD = "grave: {type: boolean, label: 情节严重}\n      "
SWEEP = ("--sweep", "labour/arrears:large=500,30000,9000000")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A prepared population of 400 in `store`; in `candidate` the tiny base with a lower threshold."""
    found = tmp_path_factory.mktemp("simulation")
    made = run("synthesise", str(found / "people"), "--subjects", "400", "--seed", "1", "--trouble", "10")
    assert (made.exit_code, made.stderr) == (0, "")
    prepared = run("prepare", str(found / "store"), "--population", str(found / "people"))
    assert (prepared.exit_code, prepared.stderr) == (0, "")
    shutil.copytree(tiny.FOLDER, found / "candidate")
    _replaced(found / "candidate" / "labour" / "arrears.yaml", 'is: ">= 2"', 'is: ">= 1"', "30000", "1000")
    return found


def _replaced(file: Path, *texts: str) -> None:
    """Every second of *texts* in the place of the one before it."""
    content = file.read_text(encoding="utf-8")
    for old, new in zip(texts[::2], texts[1::2], strict=True):
        assert old in content
        content = content.replace(old, new)
    file.write_text(content, encoding="utf-8")


def _simulate(folder: Path, out: str, *more: str, candidate: str = "candidate", language: str = "en") -> Result:
    places = ("--candidate", str(folder / candidate), "--population", str(folder / "store"))
    return run("simulate", str(folder / out), *places, *DAY, *more, language=language)


def _digests(out: Path) -> dict[str, str]:
    files = sorted(path for path in out.rglob("*") if path.is_file())
    return {path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_a_report_is_written_and_is_the_same_a_second_time(folder: Path) -> None:
    asked = ("--from", "2026-01-01", *SWEEP)
    first = _simulate(folder, "one/report", *asked)
    page = folder / "one" / "report" / "report.html"
    assert (first.exit_code, first.stderr) == (0, "")
    lines = first.stdout.splitlines()
    assert lines[-1] == f"report in {page.as_posix()}"
    found = _digests(page.parent)
    assert {"report.html", "report.xlsx", "parquet/lists.parquet", "parquet/months.parquet"} <= found.keys()
    assert not [name for name in found if name.endswith(".part")]
    assert _simulate(folder, "two/report", *asked).exit_code == 0
    assert _digests(folder / "two" / "report") == found


def test_a_report_tells_the_command_that_makes_it_again(folder: Path) -> None:
    _simulate(folder, "again", "--sample", "50%", *SWEEP)
    page = (folder / "again" / "report.html").read_text(encoding="utf-8")
    assert (
        html.escape(
            "xinheng simulate again --baseline base --candidate candidate --population store --as-of 2026-06-30 "
            "--decisions assumed --sweep labour/arrears:large=500,30000,9000000 --sample 50% --seed 1"
        )
        in page
    )


def test_what_is_said_is_what_the_tables_hold(folder: Path) -> None:
    said = _simulate(folder, "report", *SWEEP).stdout.splitlines()
    row = _list(folder / "report")
    counts = f"entering {row['entering']}, leaving {row['leaving']}, staying {row['staying']}"
    assert said[1] == f"  拖欠工资失信联合惩戒对象名单 (labour/arrears): {counts}"
    assert row["entering"] > 0, "a lower threshold reaches more"
    affected = parquet.read_table(folder / "report" / "parquet" / "affected.parquet").to_pylist()
    assert [one["change"] for one in affected].count("enters") == row["entering"]
    moved = [one for one in affected if one["policy"] == "labour/arrears"]  # whose grade moves is among them
    assert said[0] == f"subjects that change: {len(moved)}; lists that change: 1"


@pytest.mark.parametrize("told", ["assumed+30 days", "assumed + 30", "assumed+30days"])
def test_decisions_may_be_assumed_some_days_after_their_firing(folder: Path, told: str) -> None:
    name = hashlib.sha256(told.encode()).hexdigest()[:8]
    assert _simulate(folder, name, "--decisions", told).exit_code == 0
    page = (folder / name / "report.html").read_text(encoding="utf-8")
    assert "--decisions 'assumed+30 days'" in html.unescape(page)
    assert "新的拟列入假定于触发后 30 日被决定列入，单独计数。" in page


def test_the_baseline_may_be_a_state_kept_in_git(folder: Path) -> None:
    """The candidate is the folder as it is on disk, the baseline what was committed of it."""
    kept = folder / "kept"
    shutil.copytree(tiny.FOLDER, kept / "policies")
    who = ("-c", "user.name=x", "-c", "user.email=x@x.cn")
    for command in (("init", "-q"), ("add", "-A"), (*who, "commit", "-q", "-m", "as it is"), ("tag", "2026-06")):
        subprocess.run(["git", "-C", str(kept), *command], check=True)  # noqa: S607 - the test's own repository
    _replaced(kept / "policies" / "labour" / "arrears.yaml", 'is: ">= 2"', 'is: ">= 1"', "30000", "1000")
    result = _simulate(folder, "from-git", "--baseline", "2026-06", candidate="kept/policies")
    assert (result.exit_code, result.stderr) == (0, "")
    assert _simulate(folder, "from-folder", "--baseline", str(tiny.FOLDER)).exit_code == 0
    assert _list(folder / "from-git") == _list(folder / "from-folder")
    assert "--baseline 2026-06 --candidate policies" in (folder / "from-git" / "report.html").read_text(
        encoding="utf-8"
    )


def test_a_change_of_nothing_moves_nobody(folder: Path) -> None:
    same = folder / "same"
    shutil.copytree(tiny.FOLDER, same)
    result = _simulate(folder, "nothing", candidate="same")
    assert result.stdout.splitlines()[0] == "subjects that change: 0; lists that change: 0"
    assert parquet.read_table(folder / "nothing" / "parquet" / "affected.parquet").num_rows == 0


def _list(report: Path) -> dict[str, Any]:
    (row,) = parquet.read_table(report / "parquet" / "lists.parquet").to_pylist()
    return dict(row)


def _moves(report: Path) -> set[tuple[str, str]]:
    rows = parquet.read_table(report / "parquet" / "grades.parquet").to_pylist()
    return {(one["before"], one["after"]) for one in rows}


@pytest.mark.parametrize("more", [(), ("--sample", "50%")])
def test_a_candidate_may_ask_facts_for_what_the_baseline_does_not_know(folder: Path, more: tuple[str, ...]) -> None:
    """Nobody has the new field in the store: who could have lost points for it is graded both ways."""
    name = f"asking{len(more)}"
    shutil.copytree(tiny.FOLDER, folder / name)
    _replaced(folder / name / "facts" / "common.yaml", "months:", FIELD + "months:")
    _replaced(folder / name / "tax" / "grade.yaml", '{months: ">= 2"}', "{grave: true}")
    result = _simulate(folder, f"{name}-report", *more, "--sweep", "labour/arrears:large=1,2", candidate=name)
    assert result.exit_code == 0
    assert ("A", "?") in _moves(folder / f"{name}-report")


def test_a_candidate_may_give_up_a_type_of_facts(folder: Path) -> None:
    shutil.copytree(tiny.FOLDER, folder / "less")
    types = folder / "less" / "facts" / "common.yaml"
    types.write_text(types.read_text(encoding="utf-8").partition("  filed_late:")[0], encoding="utf-8")
    shutil.rmtree(folder / "less" / "tax")
    assert _simulate(folder, "less-report", candidate="less").exit_code == 0
    assert {after for _, after in _moves(folder / "less-report")} == {""}


def test_a_sample_is_told_to_be_one(folder: Path) -> None:
    result = _simulate(folder, "sampled", "--sample", "50%")
    assert (result.exit_code, result.stderr) == (0, "these are estimates from a sample of 0.5\n")
    assert _list(folder / "sampled")["staying_low"] < _list(folder / "sampled")["staying_high"]


def test_a_sample_by_the_seed_of_the_population_is_not_lopsided(folder: Path) -> None:
    """Both seeds are 1 where nothing else is said: who is drawn must not hang on what was drawn for them."""
    assert _simulate(folder, "whole").exit_code == 0
    assert _simulate(folder, "half", "--sample", "50%", "--seed", "1").exit_code == 0
    whole, half = _list(folder / "whole"), _list(folder / "half")
    for name in ("entering", "staying"):
        assert half[f"{name}_low"] <= whole[name] <= half[f"{name}_high"]


@pytest.mark.parametrize(
    ("more", "zh", "en"),
    [
        (
            ("--sample", "NaN"),
            "`NaN` 不是比例（请写成 5% 或 0.05）",
            "`NaN` is no share of a population (write 5% or 0.05)",
        ),
        (
            ("--sample", "100%"),
            "`100%` 不是比例（请写成 5% 或 0.05）",
            "`100%` is no share of a population (write 5% or 0.05)",
        ),
        (("--from", "2026-07-01"), "`--from` 晚于评定日", "`--from` lies after the day asked about"),
        (
            ("--decisions", "assumed+soon"),
            "`--decisions`：`assumed+soon` 不是决定的取法（请写 recorded、assumed 或 assumed+30 days）",
            "`--decisions`: `assumed+soon` says no decisions (write recorded, assumed or assumed+30 days)",
        ),
        (
            ("--baseline", "2025-12"),
            "没有文件夹、git 状态或政策版本 `2025-12`（请给出文件夹、`shipped`、git 标签或提交，或政策版本的哈希值）",
            (
                "there is no folder, state in git or release `2025-12` "
                "(name a folder, `shipped`, a tag or commit, or the hash of a release)"
            ),
        ),
        (
            ("--sweep", "tax/grade:large=1,2"),
            "拟议政策中没有名单 `tax/grade`",
            "there is no list `tax/grade` in the candidate",
        ),
        *(
            (
                more,
                "`--engine spark` 与其集群须同时指明（如 --engine spark --master spark://host:7077）",
                "`--engine spark` and its cluster go together (write --engine spark --master spark://host:7077)",
            )
            for more in (("--engine", "spark"), ("--master", "local[2]"), ("--engine", "columns", "--master", "local"))
        ),
        (
            ("--memory", "2 pounds"),
            "`2 pounds` 不是可用的内存上限（请写成 2GB 或 1500MB，不少于 1GB）",
            "`2 pounds` is no amount of memory that would do (write 2GB or 1500MB, 1GB at least)",
        ),
    ],
)
def test_what_cannot_be_simulated_is_refused(folder: Path, more: tuple[str, ...], zh: str, en: str) -> None:
    for language, message, mark in (("zh_CN", zh, "错误："), ("en", en, "error: ")):
        result = _simulate(folder, "refused", *more, language=language)
        assert result.exit_code == codes.USAGE
        assert result.stderr.splitlines()[0] == mark + message
    assert not (folder / "refused").exists()


def test_a_command_that_is_stopped_says_what_it_keeps_and_the_same_again_takes_it_away(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> list[tuple[str, bytes]]:
        raise KeyboardInterrupt

    kept = folder / ".halted.unfinished"
    with monkeypatch.context() as patched:
        patched.setattr(output, "files", stopped)
        result = _simulate(folder, "halted")
    assert result.exit_code == codes.STOPPED
    assert result.stderr.splitlines()[0] == (
        f"what was counted of the population is kept in `{kept}`: "
        "the same command goes on from there (or remove the file)"
    )
    assert kept.exists()
    assert not (folder / "halted").exists()
    assert _simulate(folder, "halted").exit_code == codes.OK
    assert not kept.exists()
    assert (folder / "halted" / "report.html").exists()


@pytest.mark.parametrize("command", ["simulate", "verify"])
def test_a_folder_that_is_no_store_is_told_apart(folder: Path, command: str) -> None:
    people = folder / "people"
    more = ("simulate", str(folder / "out"), "--candidate", str(folder / "candidate"))
    asked = (*(more if command == "simulate" else ("verify",)), "--population", str(people))
    english, chinese = run(*asked), run(*asked, language="zh_CN")
    assert (english.exit_code, chinese.exit_code) == (codes.USAGE, codes.USAGE)
    assert english.stderr.splitlines()[0] == (
        f"error: `{people}` holds no prepared population (make one with `xinheng prepare`)"
    )
    assert chinese.stderr.splitlines()[0] == f"错误：`{people}` 中没有准备好的数据（请先运行 `xinheng prepare`）"


@pytest.mark.parametrize("more", [(), ("--decisions", "assumed"), ("--decisions", "assumed+90 days")])
def test_columns_and_the_online_evaluator_agree_on_a_sample(folder: Path, more: tuple[str, ...]) -> None:
    result = run("verify", "--population", str(folder / "store"), "--sample", "50", *DAY, *more)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "subjects compared: 50; differences: 0\n"


def test_a_difference_is_a_failing_case(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = (("subject", 3), ("rule", 0), ("start", "2026-01-01"))
    one = Difference(3, "labour/arrears", "spells", (row,), ())
    monkeypatch.setattr(verifying, "differences", lambda *_: iter([one]))
    result = run("verify", "--population", str(folder / "store"), "--sample", "5", "--format", "ndjson", *DAY)
    assert result.exit_code == codes.FAILED
    assert result.stderr == "subjects compared: 5; differences: 1\n"
    case = orjson.loads(result.stdout)
    assert case.pop("subject")
    assert case == {
        "as_of": "2026-06-30",
        "policy": "labour/arrears",
        "part": "spells",
        "columns": [{"rule": 0, "start": "2026-01-01"}],
        "online": [],
    }
