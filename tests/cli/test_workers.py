"""`eval` through worker processes: a crash or a fault costs its own subject a verdict and no other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from adapters.cli import judging
from adapters.cli.judging import number_of_workers
from tests.cases import tiny
from tests.cli import facts, fragile
from tests.cli.run import run

_AS_OF = ("--as-of", "2022-04-01", "--known-at", "2022-04-01")


def _subjects(*ids: str) -> list[dict[str, Any]]:
    return [{"subject": {"id": id_, "kind": "enterprise"}} for id_ in ids]


@pytest.fixture(autouse=True)
def _breakable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "judge", fragile.judge)
    monkeypatch.setattr(judging, "judge_by", fragile.judge_by)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_workers_print_what_this_process_prints_in_the_same_order(tmp_path: Path, workers: str) -> None:
    path = facts.file(tmp_path, facts.LISTED, facts.UNDECIDED, facts.WRONG_RECORD, _subjects(*map(str, range(40))))
    for form in ("pretty", "json"):
        here, there = (run("eval", path, "-f", form, *_AS_OF, XINHENG_WORKERS=count) for count in ("0", workers))
        assert (there.stdout, there.stderr, there.exit_code) == (here.stdout, here.stderr, here.exit_code)
    assert here.exit_code == 3
    assert len(here.stdout.splitlines()) == 43


def test_a_subject_that_kills_its_workers_is_undecided_and_the_others_are_not(tmp_path: Path) -> None:
    ids = [*map(str, range(10)), fragile.FATAL, *map(str, range(10, 20))]
    path = facts.file(tmp_path, _subjects(*ids))
    report = tmp_path / "report.ndjson"
    result = run("eval", path, "-f", "json", *_AS_OF, "--workers", "2", "--report", str(report))
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert (result.exit_code, result.stderr) == (1, "")
    assert [line["subject"] for line in lines] == ids
    assert {line["outcome"] for line in lines if line["subject"] != fragile.FATAL} == {"no_record"}
    fatal = lines[10]
    assert len(fatal.pop("release")) == 64
    assert fatal == {
        "version": "1", "subject": "poison", "as_of": "2022-04-01", "known_at": "2022-04-01", "outcome": "undecided",
        "fault": "the worker was ended by SIGSEGV",
    }  # fmt: skip
    assert [json.loads(line)["kind"] for line in report.read_text().splitlines()] == ["fault"]


def test_what_kills_a_worker_shows_no_traceback(tmp_path: Path) -> None:
    path = facts.file(tmp_path, _subjects("s8", fragile.FATAL))
    code = (
        "from adapters.cli import judging; from tests.cli import fragile; judging.judge = fragile.judge;"
        "from web.cli import main; main()"
    )
    env = {**os.environ, "XINHENG_POLICIES": str(tiny.FOLDER), "XINHENG_LANG": "en", "XINHENG_WORKERS": "1"}
    command = [sys.executable, "-c", code, "eval", path, *_AS_OF]
    result = subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=60)
    assert (result.returncode, result.stderr) == (1, "")
    assert "poison: undecided, because the engine failed on it twice: the worker was ended by SIGSEGV" in result.stdout


@pytest.mark.parametrize("workers", ["0", "1"])
def test_a_fault_of_the_engine_is_said_where_verdicts_are(tmp_path: Path, workers: str) -> None:
    path = facts.file(tmp_path, _subjects("s8", fragile.FAULTY, "s9"))
    result = run("eval", path, *_AS_OF, "--workers", workers)
    assert (result.exit_code, result.stderr) == (1, "")
    told = [text.splitlines()[0] for text in result.stdout.strip().split("\n\n")]
    assert told == [
        "s8 (enterprise)",
        (
            "bitter: undecided, because the engine failed on it twice: the two found differ"
            " (please report this; the others are not touched)"
        ),
        "s9 (enterprise)",
    ]


def test_policies_with_problems_are_told_before_any_worker_is_missed(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("title: [\n")
    path = facts.file(tmp_path, facts.GRADED)
    result = run("eval", path, *_AS_OF, "--policies", str(tmp_path), "--workers", "1")
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith(f"{tmp_path}/a.yaml:")


@pytest.mark.parametrize("workers", ["17", "-1", "many", "1.5"])
def test_no_number_of_workers_is_refused_in_our_words(tmp_path: Path, workers: str) -> None:
    result = run("eval", facts.file(tmp_path, facts.GRADED), "--workers", workers, language="zh_CN")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[0] == f"错误：`--workers`：不是 0 到 16 之间的数：`{workers}`"


@pytest.mark.parametrize(
    ("asked", "size", "count"), [(None, 10, 1), (None, 1 << 20, 2), (None, None, 2), (0, 10, 0), (5, 10, 5)]
)
def test_the_size_of_the_files_says_how_many_workers(asked: int | None, size: int | None, count: int) -> None:
    assert number_of_workers(asked, size) == count
