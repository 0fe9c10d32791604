"""Who acts: a user, or a system by its token, with what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from adapters.access.permissions import ANYBODY, PERMITTED, Permission, Role


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who came in. *sectors* and *department* bound what the roles reach; without sectors they reach all.

    *until* is the moment at which what they came in by ends; *session* is the session they came in by, if by one.
    """

    id: str
    name: str
    roles: frozenset[Role]
    permissions: frozenset[Permission]
    sectors: frozenset[str] = frozenset()
    department: str | None = None
    until: str | None = None
    session: str | None = None

    def may(self, permission: Permission) -> bool:
        """Whether *permission* is among theirs."""
        return permission in self.permissions


@cache
def permitted(roles: frozenset[Role]) -> frozenset[Permission]:
    """What *roles* are permitted together."""
    return frozenset().union(*(PERMITTED[role] for role in roles))


NOBODY: Final = Actor("public", "public", frozenset({"public"}), ANYBODY)
"""Who comes without a token."""
