"""What a case expects against what the verdict says: a line for each thing that differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from engine.cases.compare_lists import list_differences
from engine.cases.difference import Difference, differing, members
from engine.cases.shapes import Expected, GradeExpected, NearMiss, Refusal
from engine.verdict import GradeVerdict, Verdict


def differences(expected: Expected, verdict: Verdict, owner: str) -> tuple[Difference, ...]:
    """Where *verdict* is not as *expected* by a case of *owner*; nothing where the case holds."""
    found = (
        differing("outcome", expected.outcome, verdict.outcome),
        *list_differences(expected.lists, verdict),
        *_grades(expected.grades, verdict),
        *_measures(expected, verdict),
        *_by_policy("proposals", expected.proposals, _proposals(verdict)),
        *_by_policy("undecided", expected.undecided, _undecided(verdict)),
        *_refusals(expected.refusals, verdict),
        *_near(expected.near, verdict, owner),
    )
    return tuple(one for one in found if one is not None)


def _grades(expected: Mapping[str, GradeExpected], verdict: Verdict) -> Iterator[Difference | None]:
    found = {one.policy: one for one in verdict.grades}
    for policy, keys in expected.items():
        yield from _grade(f"grades.{policy}", keys, found.get(policy))


def _grade(path: str, expected: GradeExpected, found: GradeVerdict | None) -> Iterator[Difference | None]:
    yield differing(f"{path}.grade", expected.grade, "none" if found is None else found.grade or "unknown")
    yield differing(f"{path}.from", expected.from_, found.since if found else None)
    yield differing(f"{path}.year", expected.year, found.year if found else None)
    yield differing(f"{path}.how", expected.how, found.how if found else None)
    if expected.score is not None:
        score = found.score if found else None
        same = (None if score is None else Decimal(score)) == (None if expected.score == "none" else expected.score)
        yield None if same else Difference(f"{path}.score", str(expected.score), score or "none")
    yield members(f"{path}.possible", expected.possible, found.possible if found else ())
    yield members(f"{path}.limited_by", expected.limited_by, found.limited_by if found else ())


def _measures(expected: Expected, verdict: Verdict) -> Iterator[Difference | None]:
    in_force = {one.measure for one in verdict.measures if one.withheld is None}
    yield members("measures", expected.measures, in_force)
    missing = sorted({*expected.measures_include} - in_force)
    yield Difference("measures_include", ", ".join(missing), "-") if missing else None
    wrong = sorted({*expected.measures_exclude} & in_force)
    yield Difference("measures_exclude", "-", ", ".join(wrong)) if wrong else None
    if expected.withheld is not None:
        withheld = {f"{one.measure}: {one.withheld}" for one in verdict.measures if one.withheld is not None}
        yield members("withheld", [f"{name}: {why}" for name, why in expected.withheld.items()], withheld)


def _proposals(verdict: Verdict) -> dict[str, set[str]]:
    return {
        one.policy: {proposal.fact or proposal.rule for proposal in one.proposals}
        for one in verdict.lists
        if one.proposals
    }


def _undecided(verdict: Verdict) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one in verdict.undecided:
        found.setdefault(one.policy, set()).update(one.needs)
    return found


def _by_policy(
    path: str, expected: Mapping[str, tuple[str, ...] | None] | None, found: Mapping[str, set[str]]
) -> Iterator[Difference | None]:
    if expected is None:
        return
    yield members(path, expected, found)
    for policy, named in expected.items():
        if policy in found:
            yield members(f"{path}.{policy}", named, found[policy])


@dataclass(frozen=True, order=True)
class _Refused:
    policy: str
    reasons: tuple[str, ...]
    fact: str
    earliest: str

    def __str__(self) -> str:
        about = f" ({self.fact}{', ' + self.earliest if self.earliest else ''})"
        return f"{self.policy}: {', '.join(self.reasons)}{about}"

    def meets(self, expected: Refusal) -> bool:
        """Whether it is what is *expected*, as far as that says."""
        return (
            (self.policy, self.reasons) == (expected.policy, tuple(sorted({*expected.reasons})))
            and expected.fact in (None, self.fact)
            and (expected.earliest is None or expected.earliest.isoformat() == self.earliest)
        )


def _refused(verdict: Verdict) -> list[_Refused]:
    """The refused applications, one for each list and application, whatever the number of grounds."""
    reasons: dict[tuple[str, str], set[str]] = {}
    earliest: dict[tuple[str, str], str] = {}
    for one in verdict.lists:
        for application in one.applications:
            if application.outcome == "refused":
                key = one.policy, application.fact
                reasons.setdefault(key, set()).update(reason.partition(":")[0] for reason in application.reasons)
                earliest[key] = max(earliest.get(key, ""), application.earliest or "")
    return [
        _Refused(policy, tuple(sorted(why)), fact, earliest[policy, fact]) for (policy, fact), why in reasons.items()
    ]


def _refusals(expected: tuple[Refusal, ...] | None, verdict: Verdict) -> Iterator[Difference | None]:
    if expected is None:
        return
    left = sorted(_refused(verdict))
    for refusal in expected:
        met = next((one for one in left if one.meets(refusal)), None)
        if met is None:
            found = [str(one) for one in left if one.policy == refusal.policy]
            yield Difference("refusals", _wanted(refusal), "; ".join(found) or "-")
        else:
            left.remove(met)
    named = {refusal.policy for refusal in expected}
    surplus = [str(one) for one in left if not named or one.policy not in named]
    yield Difference("refusals", "-", "; ".join(surplus)) if surplus else None


def _wanted(refusal: Refusal) -> str:
    about = [refusal.fact or "", refusal.earliest.isoformat() if isinstance(refusal.earliest, date) else ""]
    shown = ", ".join(one for one in about if one)
    return f"{refusal.policy}: {', '.join(sorted(refusal.reasons))}{f' ({shown})' if shown else ''}"


def _near(expected: tuple[NearMiss, ...] | None, verdict: Verdict, owner: str) -> Iterator[Difference | None]:
    if expected is None:
        return
    policies = {one.policy for one in expected} or {owner}
    found = [one for one in verdict.near if one.policy in policies]
    left = list(found)
    for wanted in expected:
        met = next(
            (
                one
                for one in left
                if (one.policy, one.rule) == (wanted.policy, wanted.rule)
                and wanted.fact in (None, one.fact)
                and (wanted.kept_by is None or _ends_in(one.kept_by.condition, wanted.kept_by))
            ),
            None,
        )
        if met is None:
            yield Difference("near", f"{wanted.policy}: {wanted.rule} ({wanted.kept_by or '…'})", _shown(left) or "-")
        else:
            left.remove(met)
    told = {(one.policy, one.rule) for one in expected if one.fact is None}
    surplus = [one for one in left if (one.policy, one.rule) not in told]
    yield Difference("near", "-", _shown(surplus)) if surplus else None


def _ends_in(condition: str, wanted: str) -> bool:
    return condition == wanted or condition.endswith(f".{wanted}")


def _shown(near: Iterable[object]) -> str:
    return "; ".join(f"{one.policy}: {one.rule} ({one.kept_by.condition})" for one in near)  # type: ignore[attr-defined]  # near misses
