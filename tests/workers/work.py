"""Work that can be told to crash, hang or fault: what the pool is tried with. A module, for workers to import."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from engine.problems import RuntimeFault
from tests.online.contract.raw import load as load_raw


def load(release: str = "one") -> Callable[[bytes], bytes]:
    """Answer as *release* says, unless the release itself is told to misbehave."""
    perform(release)

    def evaluate(request: bytes) -> bytes:
        perform(request.decode())
        return f"{release} {request.decode()}".encode()

    return evaluate


def perform(order: str) -> None:
    """Do what *order* says first: `<act> <argument>`; anything else is no order."""
    act, _, argument = order.partition(" ")
    if act in ACTS:
        ACTS[act](argument)


def _signal(name: str) -> None:
    """In this thread, as a fault is: sent to the process, a watchdog's may get it while this one answers."""
    signal.raise_signal(signal.Signals[name])


def _once(path: str) -> None:
    """Crash the first time *path* is named, and never again."""
    if not Path(path).exists():
        Path(path).touch()
        _signal("SIGSEGV")


def _hang(_: str) -> None:
    while True:
        pass


def _hang_in_c(_: str) -> None:
    """Never come back from the engine, nor let another thread run."""
    load_raw(*({"a": n} for n in range(513)))


def _fault(reason: str) -> None:
    raise RuntimeFault(reason)


def _err(reason: str) -> None:
    raise ValueError(reason)


ACTS: dict[str, Callable[[str], None]] = {
    "signal": _signal,
    "once": _once,
    "hang": _hang,
    "hang_in_c": _hang_in_c,
    "exit": lambda code: os._exit(int(code)),
    "fault": _fault,
    "err": _err,
    "sleep": lambda seconds: time.sleep(float(seconds)),
}
