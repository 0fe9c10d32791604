"""Small policy bases and facts for the tests of meaning, and the evaluators they are put to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from textwrap import dedent, indent
from typing import Any

from engine.language.base import PolicyBase, load
from tests.meaning.both import agreed

ENTERPRISE: Mapping[str, Any] = {"id": "S", "kind": "enterprise"}
LATER = date(2100, 1, 1)
_POLICY = """
title: 名单
authority: bureau
"""
_FACTS = """
fine:
  title: 罚款
  identity: [number, authority]
  dates: {act: acted, penalty: decided}
  fields:
    amount: {type: decimal, label: 金额, unit: CNY}
    grave: {type: boolean, label: 严重}
    number: {type: string, label: 文号}
    authority: {type: string, label: 机关}
    acted: {type: date, label: 行为日}
    decided: {type: date, label: 决定日}
    until: {type: date, label: 截止日}
    sort: {type: enum, label: 种类, values: {a: 甲, b: 乙}}
    case: {type: string, label: 案号}
    points: {type: integer, label: 分}
warning: {title: 警告, fields: {grave: {type: boolean, label: 严重}, amount: {type: decimal, label: 金额}}}
paid: {title: 已缴, fields: {case: {type: string, label: 案号}, full: {type: boolean, label: 全额}}}
promise: {title: 承诺}
praise: {title: 表彰}
report: {title: 年报, fields: {year: {type: integer, label: 年度}, clean: {type: boolean, label: 无保留}}}
"""
_MEASURES = """
basis: {law: {title: 法}}
measures:
  ban: {title: 限制, kind: administrative, executors: bureau, basis: law, kinds: enterprise, strength: shall}
  watch: {title: 检查, kind: administrative, executors: bureau, basis: law, kinds: [enterprise, natural_person],
          strength: may, in_force: {to: 2025-12-31}}
  fast_lane: {title: 便利, kind: reward, executors: bureau, basis: law, kinds: enterprise, strength: may}
"""


def base_of(
    policies: Mapping[str, str],
    *,
    facts: str = "",
    linkage: str = "",
    overlays: Mapping[str, str] | None = None,
    documents: str = "",
) -> PolicyBase:
    """The base of *policies* (text by id), more fact types in *facts*, a memorandum in *linkage*.

    *overlays* are what regions add, by code; *documents* what any of these may cite.
    """
    files = {f"{name}.yaml": _policy(text) for name, text in policies.items()}
    types = dedent(_FACTS) + dedent(facts)
    files["facts/all.yaml"] = "basis: {law: {title: 法}}\nfact_types:\n" + indent(types, "  ")
    files["measures/all.yaml"] = _MEASURES
    files["departments.yaml"] = "departments: {bureau: {title: 局}}\n"
    if documents:
        files["documents/all.yaml"] = "documents:\n" + indent(dedent(documents), "  ")
    if linkage:
        files["linkage/memo.yaml"] = "title: 备忘录\nbasis: {law: {title: 法}}\n" + dedent(linkage)
    for code, adds in (overlays or {}).items():
        head = f'title: 市\nregion: "{code}"\nbasis: {{c: {{title: 条例, number: 1号}}}}\nadds:\n'
        files[f"regions/{code}.yaml"] = head + indent(dedent(adds), "  ")
    base, problems = load({name: text.encode() for name, text in files.items()})
    assert not problems, "\n".join(map(str, problems))
    return base


def _policy(text: str) -> str:
    text = dedent(text)
    kinds = "" if "\napplies_to:" in text else "applies_to: [enterprise, natural_person]\n"
    law = "" if "law_of:" in text or "\ngrade:" in text else "law_of: listing\n"
    basis = "" if "\nbasis:" in text else "basis: {law: {title: 法}}\n"
    return _POLICY + kinds + law + basis + text


def a_list(rule: str, *, more: str = "", keys: str = "kind: watch", name: str = "rule") -> str:
    """A list of one rule on `fine`, or as *rule* says, with *more* keys of the policy."""
    return f"list: {{{keys}}}\nlistings:\n  {name}: {{basis: law, {rule}}}\n{dedent(more)}"


def fact(name: str, type_: str, day: str, *, recorded: str = "", related: Any = (), **fields: Any) -> dict[str, Any]:
    """A raw fact, recorded on its own day unless said otherwise."""
    return {
        "id": name,
        "type": type_,
        "subject": "S",
        "date": day,
        "recorded": recorded or day,
        "fields": fields,
        "related": list(related),
    }


def about(name: str, type_: str, day: str, policy: str = "l", **fields: Any) -> dict[str, Any]:
    """A raw fact that speaks of *policy*."""
    return fact(name, type_, day, policy=policy, **fields)


def evaluate_both(
    base: PolicyBase,
    facts: Iterable[Mapping[str, Any]],
    as_of: str,
    *,
    known_at: str = "",
    subject: Mapping[str, Any] = ENTERPRISE,
    principals: Mapping[str, Mapping[str, Any]] | None = None,
    decided_after: int | None = None,
) -> dict[str, Any]:
    """The verdict that all evaluators agree on."""
    known = date.fromisoformat(known_at) if known_at else LATER
    given = {} if principals is None else principals
    return agreed(base, subject, list(facts), date.fromisoformat(as_of), known, given, decided_after)


def status(base: PolicyBase, facts: Iterable[Mapping[str, Any]], as_of: str, policy: str = "l", **more: Any) -> str:
    """Whether the subject is on *policy* as of a day."""
    verdict = evaluate_both(base, facts, as_of, **more)
    return str(verdict["lists"].get(policy, {"status": "false"})["status"])


def statuses(
    base: PolicyBase, facts: Iterable[Mapping[str, Any]], *days: str, policy: str = "l", **more: Any
) -> list[str]:
    """Whether the subject is on *policy* as of each of *days*."""
    return [status(base, facts, day, policy, **more) for day in days]


def spells(
    base: PolicyBase, facts: Iterable[Mapping[str, Any]], as_of: str, policy: str = "l", **more: Any
) -> list[Any]:
    """The spells on *policy* as of a day: first day, last day, latest last day, and what ended it."""
    told = evaluate_both(base, facts, as_of, **more)["lists"].get(policy, {"spells": []})
    return [(s["from"], s["last"], s["last_at_most"], s["ended_by"]) for s in told["spells"]]


def settled(
    first: str, last: str | None, ended_by: str | None = None
) -> tuple[str, str | None, str | None, str | None]:
    """A spell whose last day is known."""
    return first, last, last, ended_by
