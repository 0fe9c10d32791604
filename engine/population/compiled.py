"""Plain functions over whole numbers and arrays, compiled to machine code; those the online evaluator calls too.

A function compiled here sees, in place of the plain functions it calls, what these were compiled to. What was compiled
is kept from one run to the next, apart for each state of the sources: the compiler itself looks at one file only.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from types import FunctionType
from typing import Any, Final, TypeVar

import numba

from engine.population.memo import Memo

Function = TypeVar("Function", bound=Callable[..., Any])

_SOURCES: Final = ("calendar.py", "spells/stays.py", "population")


def _cache() -> Path:
    """Where compiled code is kept: a folder of its own for each state of the sources."""
    engine = Path(__file__).parents[1]
    digest = hashlib.sha256(numba.__version__.encode())
    for name in _SOURCES:
        source = engine / name
        for file in sorted(source.glob("*.py")) if source.is_dir() else [source]:
            digest.update(file.read_bytes())
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base, "xinheng", f"compiled-{digest.hexdigest()[:16]}")


numba.config.CACHE_DIR = str(_cache())  # type: ignore[attr-defined]  # made when it is imported

_known: Final = Memo()


def compiled(function: Function) -> Function:
    """*function* as machine code: with whole numbers and arrays only, and without holding other threads up."""
    return _known(function, lambda: _to_machine_code(function))


def _to_machine_code(function: Function) -> Any:
    seen = dict(function.__globals__)
    for called in function.__code__.co_names:
        inner = seen.get(called)
        if isinstance(inner, FunctionType):
            seen[called] = compiled(inner)
    plain = FunctionType(function.__code__, seen, function.__name__, function.__defaults__)
    plain.__qualname__, plain.__module__ = function.__qualname__, function.__module__
    return numba.njit(plain, cache=True, nogil=True, error_model="numpy")
