"""Passwords: Argon2id hashes of them, and which ones are taken."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Final

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from engine.problems import Place, Problem

SHORTEST: Final = 12
LONGEST: Final = 256
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=32 * 1024, parallelism=1, type=Type.ID)
"""Above what OWASP asks for (19 MiB, 2 passes); one lane, so that sign-ins at the same time do not starve the rest."""
_FEW: Final = 5


def hashed(password: str) -> str:
    """What is kept of *password*."""
    return _HASHER.hash(_plain(password))


def holds(kept: str | None, password: str) -> bool:
    """Whether *password* is what *kept* was made of. It takes as long where nothing is kept."""
    plain = _plain(password)
    try:
        _HASHER.verify(kept or _nobodys(), plain)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Whether *kept* was made more weakly than passwords are hashed now."""
    return _HASHER.check_needs_rehash(kept)


def faults(password: str, user_id: str, place: Place) -> list[Problem]:
    """Everything that makes *password* one that *user_id* may not have."""
    plain = _plain(password).decode("utf-8", "surrogatepass")
    found = []
    if len(plain) < SHORTEST:
        found.append(Problem("access.password_short", place, {"least": SHORTEST}))
    if len(plain) > LONGEST:
        found.append(Problem("access.password_long", place, {"most": LONGEST}))
    named = len(user_id) >= _FEW and user_id.lower() in plain.lower()
    if named or len(set(plain)) < _FEW:
        found.append(Problem("access.password_guessed", place))
    return found


def _plain(password: str) -> bytes:
    """*password* in the one form that keyboards which compose characters differently agree on, cut where too long."""
    return unicodedata.normalize("NFKC", password[: LONGEST + 1]).encode("utf-8", "surrogatepass")


@cache
def _nobodys() -> str:
    """A hash that is compared with where there is none."""
    return _HASHER.hash("nobody has this password")
