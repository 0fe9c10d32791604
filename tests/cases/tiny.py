"""The tiny base these tests look at: one list, one grade, one linkage, with their cases."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine.cases.read import CaseFile, read_cases
from engine.cases.run import Runner
from engine.checks import Checked, check_files
from engine.problems import Problem

FOLDER = Path(__file__).parent / "base"
LIST = "labour/arrears"
GRADE = "tax/grade"
LIST_CASES = f"{LIST}.cases.yaml"
GRADE_CASES = f"{GRADE}.cases.yaml"


def files(**changed: str) -> dict[str, bytes]:
    """The files of the base by path, some *changed*: `list_cases`, `grade_cases`, `list_`, `grade`."""
    found = {p.relative_to(FOLDER).as_posix(): p.read_bytes() for p in sorted(FOLDER.rglob("*.yaml"))}
    names = {"list_cases": LIST_CASES, "grade_cases": GRADE_CASES, "list_": f"{LIST}.yaml", "grade": f"{GRADE}.yaml"}
    return found | {names[key]: text.encode() for key, text in changed.items()}


def text(path: str) -> str:
    """The content of one file."""
    return (FOLDER / path).read_text(encoding="utf-8")


def read(found: Mapping[str, bytes]) -> tuple[Checked, tuple[CaseFile, ...], tuple[Problem, ...]]:
    """The base in the files *found*, its cases, and what is wrong with these."""
    checked = check_files(found)
    assert list(map(str, checked.problems)) == []
    cases, problems = read_cases(checked.base, found)
    return checked, cases, problems


def runner(checked: Checked) -> Runner:
    """A runner of its cases."""
    assert checked.program is not None
    return Runner(checked.base, checked.program)


def case(expect: str, given: str = "") -> str:
    """A case file with one case whose expectation is *expect*; *given* are further keys."""
    extra = f"\n    {given}" if given else ""
    return f"""\
cases:
  - name: the case
    as_of: 2022-04-01{extra}
    facts:
      - {{id: f1, type: directive, date: 2022-02-01, directive_no: 甲1, outcome: not_complied, amount: 10000}}
      - {{id: f2, type: directive, date: 2022-02-01, directive_no: 甲2, outcome: not_complied, amount: 40000}}
      - {{id: d1, type: listing_decision, date: 2022-03-01, policy: labour/arrears, outcome: list, grounds: [f2]}}
    expect: {expect}
"""
