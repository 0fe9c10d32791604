"""The forms of steps: what each asks beside its evidence, and what is sent of what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from web.pages.numbers import whole

ITEMS: Final[Mapping[str, tuple[str, ...]]] = {
    "propose": (), "notify": (), "statement": ("waives",), "objection": (), "settle": ("outcome",),
    "decide": ("outcome", "period", "document_no", "considered"), "term": ("term", "period", "document_no"),
    "publish": ("medium",), "take-down": (), "apply-repair": (),
    "decide-repair": ("outcome", "document_no"), "undo-repair": ("document_no",), "withdraw": ("revokes",),
    "accept": (), "refuse": (), "acknowledge": (), "execute": (), "not-execute": (), "end": (),
}  # fmt: skip
"""What the form of each step asks; for other matters than proceedings `PLEA_ITEMS` says otherwise."""
PLEA_ITEMS: Final[Mapping[str, tuple[str, ...]]] = {"decide": ("outcome", "revokes"), "withdraw": ()}
OUTCOMES: Final[Mapping[str, tuple[str, ...]]] = {
    "settle": ("upheld", "rejected"), "decide": ("list", "decline"), "decide-repair": ("grant", "refuse"),
}  # fmt: skip
_PLEA_OUTCOMES: Final = ("upheld", "rejected")
UNITS: Final = ("working days", "days", "months", "years")
"""In which a period is told, as policies write it."""


class FormFields:
    """The form of the step *ahead* of a matter of *kind*, with what was *typed* into it, if anything was."""

    def __init__(self, kind: str, ahead: Mapping[str, Any], typed: Mapping[str, str] | None) -> None:
        step = str(ahead["step"])
        plea = kind in ("appeal", "complaint", "claim")
        self.key = f"{'plea_' if plea else ''}{step.replace('-', '_')}"
        self.items = PLEA_ITEMS.get(step, ITEMS[step]) if plea else ITEMS[step]
        self.outcomes = _PLEA_OUTCOMES if plea else OUTCOMES.get(step, ())
        if kind == "complaint":
            self.items = tuple(one for one in self.items if one != "revokes")
        self._typed = typed

    def value(self, name: str, default: str = "") -> str:
        """What was typed as *name*, else *default*."""
        return default if self._typed is None else self._typed.get(name, "")


def body_of(step: str, form: MultiDict[str, str]) -> dict[str, Any]:
    """What the API is sent of *form* for *step*: nothing of what was left empty."""
    body: dict[str, Any] = {"evidence": evidence_of(form)}
    body |= {name: form[name].strip() for name in _PLAIN if form.get(name, "").strip()}
    if period := period_of(form):
        body["extend" if step == "term" and form.get("term") == "extend" else "period"] = period
    if step == "statement":
        body["waives"] = form.get("waives") == "yes"
    if revoked := form.get("revokes", "").split():
        body["revokes"] = revoked
    if form.get("version", ""):
        body["version"] = whole(form["version"])
    return body


_PLAIN: Final = ("day", "outcome", "document_no", "considered", "medium")


def evidence_of(form: MultiDict[str, str]) -> dict[str, str]:
    """What a step rests on, as *form* says it."""
    told = {"text": form.get("text", "").strip()}
    for name in ("reference", "digest"):
        if form.get(name, "").strip():
            told[name] = form[name].strip()
    return told


def period_of(form: MultiDict[str, str]) -> str | None:
    """The period that *form* says, as the API takes it."""
    count = form.get("period_count", "").strip()
    return f"{count} {form.get('period_unit', UNITS[1])}" if count else None
