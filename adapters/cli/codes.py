"""Exit codes: what a script may rely on."""

from __future__ import annotations

from typing import Final

OK: Final = 0
USAGE: Final = 1
"""The command was called wrongly, or a file cannot be read or written."""
FAILED: Final = 2
"""A case failed, or coverage is below the threshold asked for."""
INVALID: Final = 3
"""A policy, a case file or a record is wrong."""
UNDECIDED: Final = 4
"""A verdict is undecided for want of facts."""
STOPPED: Final = 130
"""The command was interrupted, as shells have it."""
EVERY: Final = (OK, USAGE, FAILED, INVALID, UNDECIDED, STOPPED)
