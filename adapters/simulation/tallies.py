"""A tally as bytes, to be kept in a file or sent from a worker, and back."""

from __future__ import annotations

import zlib
from typing import Final

import orjson

from engine.population.impact import Affected
from engine.population.masks import Masked
from engine.population.tally import Counts, Tally

_QUICK: Final = 1


def packed(tally: Tally) -> bytes:
    """*tally* as JSON, packed: its counts each with its key, and the rows of those affected, who are masked already."""
    counts = [[*key, count] for key, count in tally.counts.items()]
    return zlib.compress(orjson.dumps({"counts": counts, "affected": tally.affected}), _QUICK)


def unpacked(content: bytes) -> Tally:
    """The tally that was *packed*."""
    told = orjson.loads(zlib.decompress(content))
    affected = (Affected(**{**row, "subject": Masked(**row["subject"])}) for row in told["affected"])
    return Tally(Counts({tuple(key): count for *key, count in told["counts"]}), tuple(affected))
