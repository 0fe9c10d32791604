"""What differs between two verdicts, as who asks may see it: internal policies are not named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import Field

from adapters.verdicts.differing import is_about
from web.api.operations import Model
from web.api.showing import internal_to, taken_out


class Differs(Model):
    """One thing that is now another than it was."""

    path: str = Field(
        description="such as `lists/labour/wage-arrears/status`, `grades/…`, `measures/…`, `outcome`; `answer`: one is "
        "no verdict but problems; `told/…`: a part that differs though nothing does that it comes to"
    )
    was: Any = Field(description="none where there was nothing")
    now: Any = Field(description="none where there is nothing")


def differences_told(differences: Sequence[Mapping[str, Any]], releases: Iterable[str], at: str) -> tuple[Differs, ...]:
    """Those of *differences* of verdicts by *releases* that who asks sees; they stand at the pointer *at*."""
    internal = internal_to(releases)
    hidden = [is_about(one["path"], internal) for one in differences]
    taken_out(f"{at}/{number}" for number, gone in enumerate(hidden) if gone)
    return tuple(Differs(**one) for one, gone in zip(differences, hidden, strict=True) if not gone)
