"""What carries each clause of the plan: makes `docs/plan-coverage.md` (`python -m adapters.plan_coverage FILE`)."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from adapters.folder import read_folder
from engine.language.base import PolicyBase, load
from engine.language.catalogues import Linkage
from engine.language.plan import Clause, Plan
from engine.language.policy import Policy

ROOT = Path(__file__).parents[1]
_HEAD = """# What carries the plan

Made from `policies/plan.yaml` and the `plan` keys of policies and linkages, by
`python -m adapters.plan_coverage docs/plan-coverage.md`. The plan is {title}, {number}; what a clause asks is
told in one line of our own. A **core** clause can change a verdict; the others are context.
"""


def carriers(base: PolicyBase) -> dict[str, tuple[str, ...]]:
    """The files that carry each clause of the plan of *base*, by its id; drafts are marked so."""
    found: dict[str, list[str]] = {}
    policies = [(f"policies/{name}.yaml", policy) for name, policy in base.policies.items()]
    linkages = [(f"policies/linkage/{name}.yaml", linkage) for name, linkage in base.linkages.items()]
    parts: list[tuple[str, Policy | Linkage]] = [*policies, *linkages]
    for path, part in sorted(parts, key=lambda one: one[0]):
        rules = part.listings.values() if isinstance(part, Policy) else ()
        for clause in dict.fromkeys((*part.plan, *(named for rule in rules for named in rule.plan))):
            found.setdefault(clause, []).append(path if part.status == "active" else f"{path} (draft)")
    for name, told in _plan(base).clauses.items():
        found.setdefault(name, []).extend(told.carried_by)
    return {name: tuple(files) for name, files in found.items()}


def uncarried(base: PolicyBase) -> tuple[str, ...]:
    """The core clauses that nothing in force carries and that no reason says to be no rules."""
    found = carriers(base)
    return tuple(
        name
        for name, clause in _plan(base).clauses.items()
        if clause.tier == "core"
        and not clause.no_rule
        and all(path.endswith(" (draft)") for path in found.get(name, ()))
    )


def page(base: PolicyBase) -> str:
    """The page, as Markdown."""
    plan, found = _plan(base), carriers(base)
    lines = [_HEAD.format(title=plan.title, number=plan.number), *_totals(plan, found), ""]
    ordered = sorted(plan.clauses.items(), key=lambda one: one[1].sector)
    for sector, clauses in groupby(ordered, key=lambda one: one[1].sector):
        lines += [f"## {sector}", "", "| clause | kind | asks | carried by |", "|---|---|---|---|"]
        lines += [_row(name, clause, found.get(name, ())) for name, clause in clauses]
        lines.append("")
    lines += ["## Not rules", ""]
    lines += [f"- `{name}` {clause.says}: {clause.no_rule}" for name, clause in plan.clauses.items() if clause.no_rule]
    return "\n".join(lines) + "\n"


def _plan(base: PolicyBase) -> Plan:
    if base.plan is None:
        raise ValueError("the base has no plan.yaml")
    return base.plan


def _totals(plan: Plan, found: dict[str, tuple[str, ...]]) -> Iterator[str]:
    for tier in ("core", "context"):
        clauses = {name: clause for name, clause in plan.clauses.items() if clause.tier == tier}
        carried = sum(1 for name in clauses if found.get(name))
        reasons = sum(1 for name, clause in clauses.items() if clause.no_rule and not found.get(name))
        rest = len(clauses) - carried - reasons
        yield f"- {tier}: {len(clauses)} clauses, {carried} carried, {reasons} not rules, {rest} neither"


def _row(name: str, clause: Clause, files: Iterable[str]) -> str:
    said = "<br>".join(f"`{path}`" for path in files) or ("*not a rule*" if clause.no_rule else "")
    tier = "**core** " if clause.tier == "core" else ""
    return f"| `{name}` | {tier}{clause.kind.replace('_', ' ')} | {clause.says} | {said} |"


def main(path: Path) -> None:
    """Write the page of the shipped policies to *path*."""
    base, _ = load(read_folder(ROOT / "policies"))
    path.write_text(page(base), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
