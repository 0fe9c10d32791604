"""Who sees what: by role, by how sensitive it is, and by the purpose it is asked for. The one table of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, get_args

from adapters.access.actor import Actor
from adapters.access.permissions import Role
from engine.language.fact_types import Sensitivity

Purpose = Literal["licensing", "procurement", "funding", "supervision", "casework", "audit", "subject_request"]
"""What somebody asks for something for. `subject_request`: the subject itself asked what is on record of it."""
PURPOSES: Final[tuple[Purpose, ...]] = get_args(Purpose)

_NONE: Final[frozenset[Purpose]] = frozenset()
_DESK: Final[frozenset[Purpose]] = frozenset({"licensing", "procurement", "funding", "subject_request"})
_OWN: Final[frozenset[Purpose]] = frozenset({"supervision", "casework", "subject_request"})

SEEN: Final[Mapping[Role, Mapping[Sensitivity, frozenset[Purpose]]]] = {
    # role:          for which purposes it sees restricted  … and personal data
    "officer":       {"restricted": _OWN,                   "personal": _OWN},
    "department":    {"restricted": _DESK | _OWN,           "personal": _DESK | _OWN},
    "client":        {"restricted": _DESK,                  "personal": _DESK},
    "reviewer":      {"restricted": frozenset({"casework"}), "personal": _NONE},
    "approver":      {"restricted": frozenset({"casework"}), "personal": _NONE},
    "auditor":       {"restricted": frozenset({"audit"}),   "personal": frozenset({"audit"})},
    "administrator": {"restricted": _NONE,                  "personal": _NONE},
    "public":        {"restricted": _NONE,                  "personal": _NONE},
}  # fmt: skip
"""What is `public` everybody sees who is permitted the operation."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What *actor* sees in a request, given for *purpose*."""

    actor: str
    purpose: Purpose | None
    classes: frozenset[Sensitivity]

    def sees(self, sensitivity: Sensitivity) -> bool:
        """Whether what is so sensitive is shown."""
        return sensitivity in self.classes


AT_GATE: Final[Mapping[str, Purpose]] = {
    "licensing": "licensing",
    "procurement": "procurement",
    "bidding_qualification": "procurement",
    "bidding_evaluation": "procurement",
    "bidding_award": "procurement",
    "bidding_performance": "procurement",
    "funding": "funding",
}
"""What who asks at a gate asks for, without saying so besides."""


def purposes_of(actor: Actor) -> tuple[Purpose, ...]:
    """For which purposes *actor* sees more than what is public: what one of their roles does."""
    seen = {one for role in actor.roles for purposes in SEEN[role].values() for one in purposes}
    return tuple(one for one in PURPOSES if one in seen)


def sight_of(actor: Actor, purpose: Purpose | None) -> Sight:
    """What *actor* sees for *purpose*: what one of their roles does."""
    return Sight(actor.id, purpose, _classes(actor.roles, purpose))


@cache
def _classes(roles: frozenset[Role], purpose: Purpose | None) -> frozenset[Sensitivity]:
    seen = {kind for role in roles for kind, purposes in SEEN[role].items() if purpose in purposes}
    return frozenset({"public", *seen})
