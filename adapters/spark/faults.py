"""What a worker finds wrong, said in a line instead of in the traceback of all it passed through."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pyspark.errors import PythonException

from engine.problems import RuntimeFault


@contextmanager
def faults() -> Iterator[None]:
    """Raise what a worker raised as a `RuntimeFault`."""
    try:
        yield
    except PythonException as error:
        raise RuntimeFault(f"a worker failed: {_said(str(error))}") from error


def _said(traceback: str) -> str:
    """What the error itself says at the end of *traceback*."""
    lines = traceback.strip().splitlines()
    last = max((number for number, line in enumerate(lines) if line.startswith("  File ")), default=-1)
    return "\n".join(line for line in lines[last + 1 :] if not line.startswith("    ")).strip()
