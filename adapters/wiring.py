"""The concrete parts put together: an evaluator of a folder, and what worker processes answer requests by."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Mapping
from typing import Any, Final
from weakref import finalize

import orjson

from adapters.folder import read_folder
from engine.calendar import parse_day
from engine.catalogue import Phrase
from engine.checks import check_files
from engine.online.answer import Question, answer
from engine.online.evaluate import Evaluator
from engine.problems import FactError, Place, PolicyError, Problem, RuntimeFault, nearest, written

_ORIGIN: Final = "request"
_KEYS: Final = ("subject", "facts", "as_of", "known_at", "principals", "assume_decided")


def evaluator_of(folder: str | os.PathLike[str]) -> Evaluator:
    """An evaluator of the policy base in *folder*, drafts left out.

    Raises `PolicyError` with everything wrong with the base, `OSError` where it cannot be read or there is none.
    """
    files = read_folder(folder)
    if not files:
        raise FileNotFoundError(errno.ENOENT, "no `.yaml` file in this folder (is it the right one?)", str(folder))
    checked = check_files(files)
    if checked.program is None:
        raise PolicyError(checked.problems)
    return Evaluator(checked.program)


def load(folder: str) -> Callable[[bytes], bytes]:
    """What answers requests by the policy base in *folder*: the work of a worker process.

    A request is JSON: `{"subject", "facts", "as_of", "known_at"?, "principals"?, "assume_decided"?}`; `known_at` is
    the day asked about unless given, and without `principals` it is not known whether there are any. The answer is the
    verdict's JSON, or `{"problems": […]}` where the sender is at fault. Faults of the engine are raised.
    """
    try:
        evaluator = evaluator_of(folder)
    except OSError as error:
        raise RuntimeFault(f"the policy base cannot be read: {error}") from error

    def evaluate(request: bytes) -> bytes:
        try:
            return answer(evaluator, question_of(request), _ORIGIN).json()
        except FactError as error:
            return problems_json(error.problems)

    finalize(evaluate, evaluator.close).atexit = False
    return evaluate


def question_of(request: bytes) -> Question:
    """The question that *request* asks; raises `FactError` with everything wrong with its form."""
    try:
        keys = orjson.loads(request)
    except orjson.JSONDecodeError as error:
        raise FactError([_problem("not_a_record", given=str(error))]) from None
    if not isinstance(keys, dict):
        raise FactError([_problem("not_a_record", given=_shown(keys))])
    problems = [
        _problem("unknown_key", key=_shown(key), nearest=nearest(key, _KEYS)) for key in keys if key not in _KEYS
    ]
    as_of = _day(keys, "as_of", problems)
    question = Question(
        subject=_mapping(keys.get("subject"), problems),
        facts=_list(keys, "facts", problems),
        as_of=as_of,
        known_at=as_of if keys.get("known_at") is None else _day(keys, "known_at", problems),
        principals=_principals(keys.get("principals"), problems),
        decided_after=0 if _truth(keys, "assume_decided", problems) else None,
    )
    if problems:
        raise FactError(problems)
    return question


def problems_json(problems: tuple[Problem, ...]) -> bytes:
    """*problems* as JSON, each with its code, place, message and remedy."""
    told = [
        {"code": one.code, "place": str(one.place), "message": one.message(), "remedy": one.remedy()}
        for one in problems
    ]
    return orjson.dumps({"problems": told})


def _principals(given: object, problems: list[Problem]) -> Mapping[str, Mapping[str, Any]] | None:
    if given is None:
        return None
    found = {id_: _mapping(one, problems) for id_, one in _mapping(given, problems).items()}
    for one in found.values():
        _mapping(one.get("subject") or {}, problems)
        _list(one, "facts", problems)
    return found


def _mapping(given: object, problems: list[Problem]) -> Mapping[str, Any]:
    if isinstance(given, dict):
        return given
    problems.append(_problem("not_a_record", given=_shown(given)))
    return {}


def _list(keys: Mapping[str, Any], key: str, problems: list[Problem]) -> list[Any]:
    given = keys.get(key, [])
    if isinstance(given, list):
        return given
    problems.append(_problem("bad_value", field=key, given=_shown(given), expected=Phrase("facts.expected.records")))
    return []


def _truth(keys: Mapping[str, Any], key: str, problems: list[Problem]) -> bool:
    given = keys.get(key, False)
    if not isinstance(given, bool):
        problems.append(_problem("bad_value", field=key, given=_shown(given), expected=Phrase("facts.expected.truth")))
    return given is True


def _day(keys: Mapping[str, Any], key: str, problems: list[Problem]) -> int:
    given = keys.get(key)
    try:
        return parse_day(given if isinstance(given, str) else "")
    except ValueError:
        problems.append(_problem("bad_day", key=key, given=_shown(given)))
        return 0


def _problem(code: str, /, **values: object) -> Problem:
    return Problem(f"facts.{code}", Place(_ORIGIN, 0), values)


def _shown(given: object) -> str:
    return written(given)[:40]
