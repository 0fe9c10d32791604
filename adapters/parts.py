"""The parts a running service is made of, as an argument: the store, the clock, what evaluates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from secrets import token_bytes

from sqlalchemy import Connection

from adapters.clock import Clock
from adapters.database.connect import Database
from adapters.database.together import Together
from adapters.jobs.queue import Nowhere, Queue
from adapters.publishing.examining import Examiner, in_process
from adapters.publishing.keys import Keys
from adapters.publishing.supposing import process
from adapters.records.lots import Lots
from adapters.verdicts.evaluators import Evaluators, Programs
from adapters.verdicts.keeping import Lately, Receipts, receive
from adapters.verdicts.shadow import Beside, Nobody

_RECEIPTS = 64
"""Verdicts whose receipts are stored in one transaction at most."""


@dataclass(frozen=True)
class Parts:
    """What web and commands work with; *data* is the folder for files, *secret* what cursors are sealed with.

    *receipts* are stored together where several threads give verdicts at once, and so are *lots* of many rows; what
    verdicts said *lately* is at hand.
    Threads may share it.
    """

    database: Database
    clock: Clock
    evaluators: Evaluators
    programs: Programs
    queue: Queue = field(default_factory=Nowhere)
    data: Path = Path("data")
    keys: Keys = field(default_factory=Keys)
    examiner: Examiner = in_process
    shadow: Beside = field(default_factory=Nobody)
    supposing: Evaluators = field(default_factory=lambda: Evaluators(process))
    secret: bytes = field(default_factory=partial(token_bytes, 32), repr=False)
    lately: Lately = field(default_factory=Lately, repr=False)
    receipts: Together[Receipts] = field(init=False)
    lots: Lots = field(init=False)

    def __post_init__(self) -> None:
        def write(connection: Connection, some: Sequence[Receipts]) -> None:
            receive(connection, some, self.clock.now())

        object.__setattr__(self, "receipts", Together(self.database.adding, write, _RECEIPTS))
        object.__setattr__(self, "lots", Lots(self.database))
