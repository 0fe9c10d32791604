"""Codes of reports: nobody can guess one, and people can read one out and type it."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

_SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without letters that look like others (Crockford's base 32)."""
_LENGTH: Final = 20
_GROUP: Final = 5
_MEANT: Final = str.maketrans("OIL", "011")


def new_code() -> str:
    """A code of 100 bits of chance."""
    return "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH))


def grouped(code: str) -> str:
    """*code* as people read it: `7K2M9-…`."""
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def code_of(text: str) -> str | None:
    """The code that somebody typed as *text*; nothing where it is none."""
    plain = "".join(one for one in text if not one.isspace() and one not in "-–—").upper().translate(_MEANT)
    return plain if len(plain) == _LENGTH and set(plain) <= set(_SIGNS) else None


def digest(code: str) -> str:
    """What the store keeps of *code*."""
    return hashlib.sha256(f"report\n{code}".encode()).hexdigest()
