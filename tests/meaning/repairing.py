"""A list with a repair, one fine that puts a subject on it, and applications: for the tests of repair."""

from __future__ import annotations

from typing import Any

from tests.meaning.judging import a_list, about, base_of, evaluate_both, fact

OPENED = "2024-08-31"
FINE = fact("f", "fine", OPENED)


def with_repair(repair: str, rule: str = "on: fine, period: 2 years", more: str = "") -> str:
    """A list of one *rule* with *repair*."""
    return a_list(rule, more=f"repair: {repair}\n{more}")


def applied(day: str, name: str = "a", **fields: Any) -> dict[str, Any]:
    """An application for repair."""
    return about(name, "repair_application", day, **fields)


def answers(policy: str, facts: list[dict[str, Any]], as_of: str = "2026-08-01") -> list[list[object]]:
    """What became of each application, and why."""
    return [row[2:] for row in evaluate_both(base_of({"l": policy}), facts, as_of)["applications"]]
