"""What would become of a release if some of its files were other: its problems, and what it says otherwise.

That is found by a process of its own for each release: reading policies keeps much at hand so that the next reading is
quick, which a process that serves for months could not afford, and what hangs or crashes there costs one answer.
"""

from __future__ import annotations

import base64
import gc
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from functools import _lru_cache_wrapper
from http import HTTPStatus
from typing import Any, Final

import orjson

from adapters.authoring import effects, live, made
from adapters.publishing.differences import of_files, of_policies
from adapters.publishing.refused import Refused
from adapters.verdicts.evaluators import Evaluators
from adapters.workers.pool import WorkerPool
from adapters.workers.work import Evaluate, Undecided, Workers
from adapters.wrong import as_data
from engine.checks import check_files

Changed = Mapping[str, bytes | None]
"""Files by path as they would be; none: not there."""
_LONG: Final = 60.0
"""Seconds that one answer may take."""
_RARELY: Final = (200_000, 20, 1_000)
"""How seldom garbage is collected there, as `gc.set_threshold` takes it."""
_FORGETS: Final = 100
"""Answers after which what is kept at hand is forgotten."""


def process(files: Mapping[str, bytes]) -> Workers:
    """A process that supposes changes of *files*."""
    return WorkerPool(_load_alone, [dict(files)], size=1, timeout=_LONG, batch=1)


def problems(
    supposing: Evaluators, release: str, files: Callable[[], Mapping[str, bytes]], changed: Changed
) -> list[dict[str, Any]]:
    """Everything wrong with *release* (a hash) if its *files* were *changed*, as data in every language."""
    found: list[dict[str, Any]] = _asked(supposing, release, files, {"changed": _written(changed)})
    return found


def differences(
    supposing: Evaluators,
    release: str,
    files: Callable[[], Mapping[str, bytes]],
    changed: Changed,
    language: str,
    day: date,
) -> dict[str, Any]:
    """How the files and policies of *release* (a hash) would differ if its *files* were *changed*, as data."""
    asked = {"changed": _written(changed), "language": language, "day": day}
    found: dict[str, Any] = _asked(supposing, release, files, asked)
    return found


def trial(
    supposing: Evaluators,
    release: str,
    files: Callable[[], Mapping[str, bytes]],
    changed: Changed,
    path: str,
    language: str,
) -> dict[str, Any]:
    """What becomes of the cases that the file at *path* belongs to, if the *files* of *release* were *changed*."""
    asked = {"changed": _written(changed), "trial": path, "language": language}
    found: dict[str, Any] = _asked(supposing, release, files, asked)
    return found


def case_of(
    supposing: Evaluators,
    release: str,
    files: Callable[[], Mapping[str, bytes]],
    changed: Changed,
    path: str,
    case: Mapping[str, Any],
) -> dict[str, Any]:
    """What the question *case* comes to if the *files* of *release* were *changed*, and the case it makes, as data."""
    asked = {"changed": _written(changed), "path": path, "case": case}
    found: dict[str, Any] = _asked(supposing, release, files, asked)
    return found


def effects_of(
    supposing: Evaluators, release: str, files: Callable[[], Mapping[str, bytes]], changed: Changed, language: str
) -> list[dict[str, Any]]:
    """What values of the law and which cases are other if the *files* of *release* were *changed*, as data."""
    asked = {"changed": _written(changed), "effects": sorted(changed), "language": language}
    found: list[dict[str, Any]] = _asked(supposing, release, files, asked)
    return found


def between(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> dict[str, bytes | None]:
    """What must be changed of *before* to make *after* of it."""
    return {path: after.get(path) for path in {*before, *after} if before.get(path) != after.get(path)}


def _load_alone(files: Mapping[str, bytes]) -> Evaluate:
    """The same in a process of its own: what is kept at hand is not gone through for garbage at every other answer."""
    gc.set_threshold(*_RARELY)
    return load(files)


def load(files: Mapping[str, bytes]) -> Evaluate:
    """What answers for *files*: the work of the process."""
    answered, earlier = 0, live.Earlier(files)

    def answer(request: bytes) -> bytes:
        nonlocal answered
        answered += 1
        if answered % _FORGETS == 0:
            _forget()
        asked = orjson.loads(request)
        changed = {path: None if one is None else base64.b64decode(one) for path, one in asked["changed"].items()}
        supposed = {path: one for path, one in {**files, **changed}.items() if one is not None}
        if "trial" in asked:
            return orjson.dumps(live.trial(supposed, earlier, asked["trial"], asked["language"]), default=str)
        if "case" in asked:
            return orjson.dumps(made.case_of(supposed, asked["path"], asked["case"]), default=str)
        if "effects" in asked:
            return orjson.dumps(effects.between(files, supposed, asked["effects"], asked["language"]), default=str)
        if "language" not in asked:
            return orjson.dumps([as_data(problem) for problem in check_files(supposed).problems])
        told = of_policies(files, supposed, asked["language"], date.fromisoformat(asked["day"]))
        return orjson.dumps({
            "files": [asdict(one) for one in of_files(files, supposed)], "policies": [asdict(one) for one in told],
        })  # fmt: skip

    return answer


def _asked(
    supposing: Evaluators, release: str, files: Callable[[], Mapping[str, bytes]], asked: Mapping[str, Any]
) -> Any:
    answer = supposing.ask(release, files, [orjson.dumps(asked)])[0]
    if isinstance(answer, Undecided):
        raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, "not_supposed")
    return orjson.loads(answer)


def _written(changed: Changed) -> dict[str, str | None]:
    return {path: None if one is None else base64.b64encode(one).decode() for path, one in changed.items()}


def _forget() -> None:
    """Let go of all that was kept at hand to be quick."""
    for one in gc.get_objects():
        if isinstance(one, _lru_cache_wrapper):
            one.cache_clear()
