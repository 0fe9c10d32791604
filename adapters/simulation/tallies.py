"""A tally as bytes, to be kept in a file or sent from a worker, and back."""

from __future__ import annotations

import orjson

from engine.population.impact import Affected
from engine.population.masks import Masked
from engine.population.tally import Counts, Tally


def packed(tally: Tally) -> bytes:
    """*tally* as JSON: its counts each with its key, and the rows of those affected, who are masked already."""
    counts = [[*key, count] for key, count in tally.counts.items()]
    return orjson.dumps({"counts": counts, "affected": tally.affected})


def unpacked(content: bytes) -> Tally:
    """The tally that was *packed*."""
    told = orjson.loads(content)
    affected = (Affected(**{**row, "subject": Masked(**row["subject"])}) for row in told["affected"])
    return Tally(Counts({tuple(key): count for *key, count in told["counts"]}), tuple(affected))
