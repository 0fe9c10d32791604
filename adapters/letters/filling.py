"""Templates filled in: in a sandbox that changes nothing, up to a length, with blanks for what is not there yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from jinja2 import StrictUndefined, TemplateError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from adapters.letters.checking import FILTERS, TESTS, wrong_with
from engine.problems import Place, PolicyError, Problem

BLANK: Final = "＿＿＿＿"
MOST: Final = 50_000
"""Characters that a letter has at most."""


@dataclass(frozen=True)
class Letter:
    """A letter: its *text*, and how many *blanks* are left in it."""

    text: str
    blanks: int


def fill(template: str, values: Mapping[str, Any], name: str) -> Letter:
    """*template* with *values* put in; raises `PolicyError` with all that is wrong with it, at lines of *name*."""
    if problems := wrong_with(template, name):
        raise PolicyError(problems)
    try:
        text = _filled(template, values)
    except (TemplateError, SecurityError) as error:
        raise PolicyError([Problem("letters.syntax", Place(name), {"said": str(error.message)})]) from None
    if text is None:
        raise PolicyError([Problem("letters.letter_too_long", Place(name), {"limit": MOST})])
    return Letter(text, text.count(BLANK))


def _filled(template: str, values: Mapping[str, Any]) -> str | None:
    """The letter; nothing where it would be longer than a letter may be."""
    pieces: list[str] = []
    length = 0
    for piece in _ENVIRONMENT.from_string(template).generate(values):
        pieces.append(piece)
        length += len(piece)
        if length > MOST:
            return None
    return "".join(pieces).strip() + "\n"


class _Sandbox(ImmutableSandboxedEnvironment):
    """The sandbox: no globals, few filters and tests, nothing that computes."""

    intercepted_binops = frozenset(ImmutableSandboxedEnvironment.default_binop_table)

    def call_binop(self, _context: Any, operator: str, _left: Any, _right: Any) -> Any:
        """Refuse whatever would compute: what it costs would not be bounded."""
        raise SecurityError(f"`{operator}` is not for letters")


def _environment() -> _Sandbox:
    made = _Sandbox(
        undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True,
        finalize=lambda value: BLANK if value is None else value,
    )  # fmt: skip
    made.globals.clear()
    made.filters = {name: made.filters[name] for name in FILTERS}
    made.tests = {name: made.tests[name] for name in TESTS}
    return made


_ENVIRONMENT: Final = _environment()
