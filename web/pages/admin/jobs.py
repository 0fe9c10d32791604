"""Jobs: how far each is, why it failed; cancelled, and resumed."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

from adapters.jobs.kinds import KINDS
from web.api.problems import Refusal
from web.pages.admin.area import admin, given, shown
from web.pages.asking import ask
from web.pages.signing_in import see

_MOST: Final = 50
STATES: Final = ("waiting", "running", "done", "failed", "cancelled")


@admin.add("/admin/jobs", allow="jobs:read")
def jobs_page() -> Any:
    """The jobs, newest first."""
    chosen = given("kind", "state", "cursor")
    found = ask("GET", "/v1/jobs", query={**chosen, "limit": _MOST})
    more = {**chosen, "cursor": found["next"]} if found["next"] else None
    return shown(
        "jobs", "jobs", found=found["jobs"], chosen=chosen, kinds=KINDS, states=STATES,
        next=f"/admin/jobs?{urlencode(more)}" if more else None,
        going=any(one["state"] in ("waiting", "running") for one in found["jobs"]),
    )  # fmt: skip


@admin.add("/admin/jobs/<id_>", allow="jobs:read")
def job_page(id_: str) -> Any:
    """How far a job is, and what came of it."""
    return shown("job", "jobs", one=ask("GET", f"/v1/jobs/{id_}"))


@admin.add("/admin/jobs/<id_>/<do>", allow="jobs:cancel", methods=("POST",))
def change_job(id_: str, do: str) -> Any:
    """Have a job go no further, or go on."""
    if do not in ("cancel", "resume"):
        raise Refusal(HTTPStatus.NOT_FOUND, "not_found")
    ask("POST", f"/v1/jobs/{id_}/{do}")
    return see(f"/admin/jobs/{id_}?done=job_{do}")
