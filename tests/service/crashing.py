"""Workers that end, hang or fault on subjects of certain ids, as the engine's C code may on any."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from adapters.verdicts.work import load as sound
from engine.problems import RuntimeFault


def load(files: Mapping[str, bytes], once: str) -> Callable[[bytes], bytes]:
    """What answers as the service does, but for those subjects; for `once-1` only until the file *once* is there."""
    answer = sound(files)

    def answered(request: bytes) -> bytes:
        if b'"once-1"' in request and not Path(once).exists():
            Path(once).touch()
            os.kill(os.getpid(), signal.SIGSEGV)
        if b'"crash-1"' in request:
            os.kill(os.getpid(), signal.SIGSEGV)
        if b'"hang-1"' in request:
            time.sleep(60)
        if b'"fault-1"' in request:
            raise RuntimeFault("matching lost a fact")
        return answer(request)

    return answered
