"""The parts a running service is made of, as an argument: the store, the clock, what evaluates."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from adapters.clock import Clock
from adapters.database.connect import Database
from adapters.jobs.queue import Nowhere, Queue
from adapters.publishing.examining import Examiner, in_process
from adapters.publishing.keys import Keys
from adapters.verdicts.evaluators import Evaluators, Programs
from adapters.verdicts.shadow import Beside, Nobody


@dataclass(frozen=True)
class Parts:
    """What web and commands work with; *data* is the folder for files. Threads may share it."""

    database: Database
    clock: Clock
    evaluators: Evaluators
    programs: Programs
    queue: Queue = field(default_factory=Nowhere)
    data: Path = Path("data")
    keys: Keys = field(default_factory=Keys)
    examiner: Examiner = in_process
    shadow: Beside = field(default_factory=Nobody)
