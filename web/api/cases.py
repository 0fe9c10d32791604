"""Cases of policies: those of a release run, or as somebody is just writing them."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

import orjson
from pydantic import Field

from adapters.publishing.kept import files_of
from adapters.verdicts.asking import PROBLEMS, ask, program_of, release_meant
from adapters.workers.work import Undecided
from engine.cases.difference import Difference
from engine.language.base import CASES
from engine.problems import nearest
from web.api.access import parts
from web.api.days import RELEASE
from web.api.operations import Answer, Model, Operations
from web.api.problems import Refusal, language
from web.api.releases import as_error
from web.api.verdicts import known

cases: Final = Operations("cases")
_MOST: Final = 256 << 10


class Trial(Model):
    """Cases of a policy."""

    policy: str = Field(min_length=1, max_length=200, description="the id of a policy, linkage or overlay")
    text: str | None = Field(
        None, max_length=_MOST, description="a case file in YAML; the release's own cases of the policy unless given"
    )
    release: str | None = Field(None, pattern=RELEASE, description="the hash of a release; the live one unless given")


class Wrong(Model):
    """One thing wrong with a record of a case."""

    code: str
    place: str
    message: str
    remedy: str


class Tried(Model):
    """What became of a case: it holds, or in what the verdict is not as expected."""

    name: str
    line: int
    holds: bool
    differences: tuple[Difference, ...]
    problems: tuple[Wrong, ...]
    outcome: str | None = Field(description="that of the verdict")


class AllTried(Model):
    """What became of each case, in order."""

    cases: tuple[Tried, ...]


@cases.add("POST", "/cases", allow="policies:check", body=Trial, answers={200: Answer(AllTried)})
def try_cases(body: Trial) -> Any:
    """Run the cases of a policy by a release, or such as are sent along; nothing is kept."""
    with known(), parts().database.reading() as connection:
        release = release_meant(connection, body.release, parts().clock.now())
        files = files_of(connection, release) if body.text is None else {}
    text = body.text if body.text is not None else files.get(f"{body.policy}{CASES}", b"").decode()
    base = program_of(parts(), release).base
    owners = {*base.policies, *base.linkages, *base.overlays}
    if not text or body.policy not in owners:
        near = str(nearest(body.policy, owners))
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown_policy", name=body.policy, near=near)
    answer = ask(parts(), release, [orjson.dumps({"cases": {"owner": body.policy, "text": text}})])[0]
    if isinstance(answer, Undecided):
        raise Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "undecided")
    if answer.startswith(PROBLEMS):
        wrong = [as_error(one) for one in orjson.loads(answer)["problems"]]
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "policies", wrong)
    tried = orjson.loads(answer)["cases"]
    return {"cases": [{**one, "problems": [_told(problem) for problem in one["problems"]]} for one in tried]}


def _told(problem: Mapping[str, Any]) -> Mapping[str, str]:
    """A *problem* with a record of a case, in the language asked."""
    place, spoken = f"{problem['file']}:{problem['line']}:{problem['column']}", language()
    texts = {name: problem[name][spoken] for name in ("message", "remedy")}
    return {"code": problem["code"], "place": place, **texts}
