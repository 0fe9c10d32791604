"""Who changed what of a policy: the releases that changed its files, and the drafts that want to."""

from __future__ import annotations

from typing import Any


def history_of(owner: str) -> Any:
    return None
