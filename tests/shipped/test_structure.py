"""The structure of the shipped base: nothing said twice, nothing dead, memoranda that end together, enough of all."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

import pytest

from adapters.folder import read_folder
from engine.checks.sources import citations
from engine.checks.survey import Survey, survey
from engine.language.base import CASES
from engine.language.builtin import BUILTIN_FACT_TYPES
from engine.language.policy import Policy, PolicyMeasure
from engine.language.syntax import Data, read_yaml
from tests.shipped.base import POLICIES, shipped

LONGEST = len(PolicyMeasure.model_fields)
"""What two files may say alike: as much as a measure carried with every key it can have, a line or a value each.
Two lists may carry the same measure; what is longer is a rule, a repair or a fact type, and stands in one place."""
RECEIVED = frozenset({"administrative_permit"})
"""Fact types that files of the exchange standards bring, though no policy asks for them yet."""
LIST_OF_PUNISHMENTS = date(2021, 12, 16)
"""The first national basic list of punishments; since then nothing else may be done (`documents/memoranda.yaml`)."""
SECTORS = ("food", "drugs", "guarantee", "healthcare", "price", "environment", "construction")
Path = tuple[str, ...]


@cache
def texts() -> Mapping[str, str]:
    """Every file of the base but cases, by path."""
    return {path: text.decode() for path, text in read_folder(POLICIES).items() if not path.endswith(CASES)}


@cache
def documents() -> Mapping[str, Data]:
    """What each of them says."""
    found = {path: read_yaml(text, path)[0] for path, text in texts().items()}
    return {path: document.data for path, document in found.items() if document is not None}


@cache
def surveyed() -> Survey:
    return survey(shipped()[0].base)


def values_in(data: Data) -> int:
    if isinstance(data, dict):
        return sum(map(values_in, data.values()))
    return sum(map(values_in, data)) if isinstance(data, list) else 1


def blocks(data: Data, path: Path = ()) -> Iterator[tuple[Path, Data]]:
    """Every mapping and list in *data* that is more than a measure, but for lists of citations."""
    if isinstance(data, dict | list) and path[-1:] not in {("basis",), ("none_provided",)}:
        if values_in(data) > LONGEST:
            yield path, data
        pairs = data.items() if isinstance(data, dict) else enumerate(data)
        for key, value in pairs:
            yield from blocks(value, (*path, str(key)))


def test_no_file_repeats_what_another_says_in_more_than_a_measure() -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for file, data in documents().items():
        for path, block in blocks(data):
            found[repr(block)].add(f"{file}: {'.'.join(path)}")
    repeated = [places for places in found.values() if len({place.partition(":")[0] for place in places}) > 1]
    assert repeated == []


def test_no_file_repeats_the_lines_of_another_for_more_than_a_measure() -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for file, text in texts().items():
        lines = [" ".join(line.split(" #")[0].split()) for line in text.splitlines()]
        lines = [line for line in lines if line and not line.startswith("#")]
        for first in range(len(lines) - LONGEST):
            found["\n".join(lines[first : first + LONGEST + 1])].add(file)
    assert {text: files for text, files in found.items() if len(files) > 1} == {}


@cache
def words() -> frozenset[str]:
    """Every word of the law and of mappings, but of what only names codes, departments or clauses."""
    names = ("codes/", "departments.yaml", "plan.yaml", "facts/")
    said = [data for path, data in documents().items() if not path.startswith(names)]
    return frozenset(word for data in said for text in _texts(data) for word in re.findall(r"[\w.]+", text, re.ASCII))


@cache
def words_of_cases() -> frozenset[str]:
    """Every word of the records in cases."""
    records = [case.question.facts for file in shipped()[1] for case in file.cases]
    return frozenset(word for record in records for word in re.findall(r"[\w.]+", repr(record), re.ASCII))


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        yield from map(str, data)
        data = list(data.values())
    if isinstance(data, list):
        for value in data:
            yield from _texts(value)
    elif data is not None:
        yield str(data)


def test_every_document_is_cited() -> None:
    cited = {
        citation.partition("/")[0] for part in surveyed().parts for found in part.all() for citation in citations(found)
    }
    assert sorted(shipped()[0].base.cited.keys() - cited) == []


def test_every_measure_is_carried() -> None:
    carried = {found.shape.measure for found, _ in surveyed().carried()}
    assert sorted(shipped()[0].base.measures.keys() - carried) == []


def test_every_fact_type_is_asked_for_or_makes_a_duty_that_is() -> None:
    asked = words() | RECEIVED | BUILTIN_FACT_TYPES.keys()
    types = shipped()[0].base.fact_types
    dead = [name for name, one in types.items() if name not in asked and not _answers(name, types)]
    assert [name for name in dead if not any(f"deadline_missed.{duty}" in asked for duty in types[name].duties)] == []


def _answers(name: str, types: Mapping[str, Any]) -> bool:
    """Whether a fact of *name* answers a duty."""
    return any(name in duty.answered_by for one in types.values() for duty in one.duties.values())


def test_every_code_of_a_code_list_is_asked_for_mapped_or_told_in_a_case() -> None:
    known = words() | words_of_cases()
    codes = shipped()[0].base.codes
    assert [f"{name}: {code}" for name, one in codes.items() for code in one.values if code not in known] == []


def test_every_department_keeps_something_sends_something_or_carries_something_out() -> None:
    sent = {source.department for one in shipped()[0].base.fact_types.values() for source in one.sources}
    assert sorted(shipped()[0].base.departments.keys() - words() - sent) == []


def test_joint_memoranda_of_punishment_end_before_the_list_of_punishments() -> None:
    cited = shipped()[0].base.cited
    punishing = {name: one for name, one in cited.items() if "备忘录" in one.title and "惩戒" in one.title}
    assert len(punishing) >= 10
    lasting = [name for name, one in punishing.items() if not one.in_force.to or one.in_force.to >= LIST_OF_PUNISHMENTS]
    assert lasting == []


def test_a_linkage_ends_with_the_last_of_the_memoranda_it_cites() -> None:
    base = shipped()[0].base
    wrong = []
    for name, linkage in base.linkages.items():
        sources = base.basis_of("linkage", name)
        cited = {citation.partition("/")[0] for one in linkage.measures for citation in one.basis}
        ends = [sources[one].in_force.to for one in cited if "备忘录" in sources[one].title]
        others = [one for one in cited if "备忘录" not in sources[one].title and sources[one].in_force.to is None]
        last = max((end for end in ends if end is not None), default=None)
        if ends and None not in ends and not others and linkage.in_force.to != last:
            wrong.append(f"{name}: {linkage.in_force.to}, not {last}")
    assert wrong == []


def test_there_is_as_much_as_was_promised() -> None:
    base, cases = shipped()[0].base, shipped()[1]
    counts = {
        "policies": len(base.policies),
        "sectors": len({name.partition("/")[0] for name in base.policies}),
        "fact types": len(base.fact_types),
        "measures": len(base.measures),
        "linkages": len(base.linkages),
        "cases": sum(len(file.cases) for file in cases),
    }
    promised = {"policies": 60, "sectors": 30, "fact types": 80, "measures": 100, "linkages": 20, "cases": 600}
    assert {name: count for name, count in counts.items() if count < promised[name]} == {}


@pytest.mark.parametrize("sector", SECTORS)
def test_a_pilot_sector_has_two_policies_in_force(sector: str) -> None:
    policies = shipped()[0].base.policies
    assert sum(name.startswith(f"{sector}/") and one.status == "active" for name, one in policies.items()) >= 2


def test_every_sector_has_a_story_an_official_would_tell() -> None:
    told = {
        path.partition("/")[0]
        for path, text in read_folder(POLICIES).items()
        if path.endswith(CASES) and b"story" in text
    }
    assert {name.partition("/")[0] for name in shipped()[0].base.policies} - told == set()


def changes(policy: Policy) -> frozenset[date]:
    """The days on which a rule of *policy* or a value of it gives way to another."""
    found = {day for one in policy.parameters.values() for day in sorted(one.values)[1:]}
    parts = (*policy.listings.values(), *(policy.repair or ()), *policy.measures, *policy.extends_to)
    for part in parts:
        found |= {part.in_force.from_} if part.in_force.from_ else set()
    ends = {part.in_force.to for part in parts if part.in_force.to}
    begins = {part.in_force.from_ for part in parts if part.in_force.from_}
    return frozenset({day for day in found if day not in begins or any(end < day for end in ends)})


def test_ten_policies_and_more_span_a_change_of_law_with_cases_on_both_sides() -> None:
    base, files = shipped()[0].base, {file.owner: file for file in shipped()[1]}
    spanning, one_sided = [], []
    for name, policy in base.policies.items():
        days = sorted(_days(files[name])) if name in files else []
        known = changes(policy)
        if any(days[0] < day <= days[-1] for day in known if days):
            spanning.append(name)
        elif known and policy.status == "active":
            one_sided.append(name)
    assert len(spanning) >= 10
    assert one_sided == []


def _days(file: Any) -> Iterator[date]:
    """The days asked about in *file*, and all days its records bear: one of them picks the law."""
    for case in file.cases:
        yield date.fromordinal(case.question.as_of)
        for text in _texts(list(case.question.facts)):
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
                yield date.fromisoformat(text)
