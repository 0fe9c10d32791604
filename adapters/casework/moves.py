"""Which step leads from where to where: one table for each kind of matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from adapters.access.permissions import Permission

Kind = Literal["proceeding", "appeal", "complaint", "claim", "execution"]

CLOSED: Final[Mapping[Kind, frozenset[str]]] = {
    "proceeding": frozenset({"declined", "lapsed", "repaired", "expired", "withdrawn"}),
    "appeal": frozenset({"refused", "upheld", "rejected", "withdrawn"}),
    "complaint": frozenset({"refused", "upheld", "rejected", "withdrawn"}),
    "claim": frozenset({"refused", "upheld", "rejected", "withdrawn"}),
    "execution": frozenset({"ended"}),
}
"""The states in which nothing is left to do, unless a repair is undone or a decision withdrawn."""


@dataclass(frozen=True)
class Move:
    """A step: *possible* in which states, *to* which it leads (absent: none other, or as its outcome says).

    *objected* and *repairing* say what it needs of the two, where it needs anything, and it turns them over. *fact* is
    the type of what is stored with it.
    """

    possible: frozenset[str]
    to: str | None = None
    allow: Permission = "casework:write"
    fact: str | None = None
    objected: bool | None = None
    repairing: bool | None = None


def _of(*states: str) -> frozenset[str]:
    return frozenset(states)


_WAITING: Final = _of("proposed", "notified", "stated")
_ON: Final = _of("decided", "listed", "published")
_CASE: Final[Mapping[str, Move]] = {
    "propose": Move(_of("draft"), "proposed"),
    "notify": Move(_of("proposed"), "notified"),
    "statement": Move(_of("notified", "stated"), "stated"),
    "objection": Move(_WAITING | _ON, fact="objection", objected=False),
    "settle": Move(
        _WAITING | _ON | CLOSED["proceeding"], allow="casework:decide", fact="objection_settled", objected=True
    ),
    "decide": Move(_WAITING, allow="casework:decide", fact="listing_decision"),
    "term": Move(_ON, allow="casework:decide", fact="term_decision"),
    "publish": Move(_of("listed"), "published", "casework:decide", "publication"),
    "take-down": Move(_of("published"), "listed", "casework:decide"),
    "apply-repair": Move(_of("listed", "published"), fact="repair_application", repairing=False),
    "decide-repair": Move(
        _of("listed", "published"), allow="casework:decide", fact="repair_decision", repairing=True
    ),
    "undo-repair": Move(_of("repaired"), allow="casework:decide", fact="repair_undone"),
    "withdraw": Move(_ON | _of("repaired", "expired"), "withdrawn", "casework:decide", "revocation"),
}  # fmt: skip
_PLEA: Final[Mapping[str, Move]] = {
    "accept": Move(_of("received"), "accepted"),
    "refuse": Move(_of("received"), "refused", "casework:decide"),
    "decide": Move(_of("accepted"), allow="casework:decide"),
    "withdraw": Move(_of("received", "accepted"), "withdrawn"),
}
_EXECUTION: Final[Mapping[str, Move]] = {
    "acknowledge": Move(_of("pending"), "acknowledged", "measures:report"),
    "execute": Move(_of("pending", "acknowledged", "not_executed"), "executed", "measures:report"),
    "not-execute": Move(_of("pending", "acknowledged"), "not_executed", "measures:report"),
    "end": Move(_of("ending"), "ended", "measures:report"),
}
MOVES: Final[Mapping[Kind, Mapping[str, Move]]] = {
    "proceeding": _CASE, "appeal": _PLEA, "complaint": _PLEA, "claim": _PLEA, "execution": _EXECUTION,
}  # fmt: skip
"""The steps that people take. What follows from facts and days alone is `adapters.casework.following`'s."""

STATES: Final[Mapping[Kind, tuple[str, ...]]] = {
    "proceeding": ("draft", "proposed", "notified", "stated", "decided", "listed", "published", "declined", "lapsed",
             "repaired", "expired", "withdrawn"),
    "appeal": ("received", "accepted", "refused", "upheld", "rejected", "withdrawn"),
    "complaint": ("received", "accepted", "refused", "upheld", "rejected", "withdrawn"),
    "claim": ("received", "accepted", "refused", "upheld", "rejected", "withdrawn"),
    "execution": ("pending", "acknowledged", "executed", "not_executed", "ending", "ended"),
}  # fmt: skip


def possible(kind: Kind, state: str, objected: bool, repairing: bool) -> tuple[str, ...]:
    """The steps that a matter of *kind* can take from where it stands."""
    return tuple(
        name
        for name, move in MOVES[kind].items()
        if state in move.possible and move.objected in (None, objected) and move.repairing in (None, repairing)
    )
