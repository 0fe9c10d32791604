"""What has ended forgotten, once a day: the job of it, which goes on with the next subject wherever it stopped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters.clock import today
from adapters.jobs.progress import Progress
from adapters.ledger.forgetting import forget
from adapters.parts import Parts
from adapters.records.forgotten_there import forget_those
from adapters.records.retention import plans


def run(parts: Parts, _arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Forget what policies say is kept no longer as of today, and what was forgotten where it came from.

    Gives of how many subjects it was by a policy here, and how much in all.

    What is forgotten is planned no more, so whatever began again goes on by itself.
    """
    day = today(parts.clock)
    subjects = facts = receipts = 0
    for plan in plans(parts, day):
        if not plan.facts:
            continue
        with parts.database.writing() as connection:
            done = forget(connection, plan, day, progress.actor, parts.clock.now())
            subjects += 1
            progress.keep(connection, subjects)
        facts += done.facts if done else 0
        receipts += done.receipts if done else 0
    there = forget_those(parts, progress.actor)
    facts, receipts = facts + there.facts, receipts + there.receipts
    return {"subjects": subjects, "facts": facts, "receipts": receipts}
