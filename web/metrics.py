"""What is counted, for Prometheus: requests, verdicts, how the rule engine's processes fare, what waits in the store.

Where several processes serve, each counts in a file of its own (`PROMETHEUS_MULTIPROC_DIR`, which must be set before
this module is imported), and whoever is asked adds them up.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from adapters.figures import Figures

__all__ = ["CONTENT_TYPE_LATEST", "FOLDER", "forget", "observe", "told", "verdict", "worker"]

FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
_BOUNDS: Final = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)

_REQUESTS: Final = Counter("xinheng_requests", "requests answered", ("method", "route", "status"))
_SECONDS: Final = Histogram("xinheng_request_seconds", "seconds to an answer", ("route",), buckets=_BOUNDS)
_VERDICTS: Final = Counter("xinheng_verdicts", "verdicts given", ("outcome",))
_WORKERS: Final = Counter(
    "xinheng_evaluators", "what befell processes of the rule engine: started, lost, retried, undecided", ("what",)
)
_OUTCOME: Final = b'"outcome":"'
_requests: Final = cache(_REQUESTS.labels)
_seconds: Final = cache(_SECONDS.labels)
_verdicts: Final = cache(_VERDICTS.labels)
"""What is counted under some labels: few are ever used, and to look for one costs more than to count."""


def observe(method: str, route: str, status: int, seconds: float) -> None:
    """Count a request that was answered."""
    with suppress(OSError):  # the disk is full: the count is lost, and not the answer
        _requests(method, route, status).inc()
        _seconds(route).observe(seconds)


def verdict(answer: bytes | None) -> None:
    """Count a verdict by its outcome: *answer* is its canonical JSON, none where nothing was decided."""
    outcome = "none"
    if answer is not None and (start := answer.find(_OUTCOME)) >= 0:
        start += len(_OUTCOME)
        outcome = answer[start : answer.index(b'"', start)].decode()
    with suppress(OSError):  # as above
        _verdicts(outcome).inc()


def worker(what: str) -> None:
    """Count *what* befell a process of the rule engine."""
    with suppress(OSError):  # as above
        _WORKERS.labels(what).inc()


def told(now: Figures | None) -> bytes:
    """All that was counted, and the figures of *now* (none where the store is not reached), as Prometheus reads it."""
    return generate_latest(_counted()) + generate_latest(_Now(now))


def _counted() -> CollectorRegistry:
    if FOLDER not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # it has no annotations
    return registry


@dataclass(frozen=True)
class _Now(Collector):
    """The figures of now: the same whichever process is asked, since they are those of the store."""

    figures: Figures | None

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield GaugeMetricFamily("xinheng_store_reached", "whether the store answered", int(self.figures is not None))
        if self.figures is None:
            return
        yield _by("xinheng_pending", "subjects to be judged again, or whose verdicts are to be looked at again", "what",
                  self.figures.pending)  # fmt: skip
        yield _by("xinheng_jobs", "jobs that wait, run, or failed and were not resumed", "state", self.figures.jobs)
        yield GaugeMetricFamily(
            "xinheng_ledger_unsigned", "entries of the ledger since its end was last signed", self.figures.unsigned
        )
        yield _by("xinheng_shadow", "verdicts that the candidate beside the live release came to", "result",
                  self.figures.shadow)  # fmt: skip


def _by(name: str, says: str, label: str, values: Mapping[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, says, labels=(label,))
    for value, count in values.items():
        family.add_metric((value,), count)
    return family


def forget(pid: int) -> None:
    """The process *pid* is gone."""
    if FOLDER in os.environ:
        mark_process_dead(pid)  # type: ignore[no-untyped-call]  # as above
