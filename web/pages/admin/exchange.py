"""Exchange: exports and submissions made and fetched, peers that pull from here, sources pulled from."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

from flask import Response, request

from engine.problems import FactError
from web.api.access import actor
from web.api.problems import Refusal
from web.pages.admin.area import admin, given, shown, wrong_with
from web.pages.asking import ask, asked
from web.pages.signing_in import see

_MOST: Final = 20


@admin.add("/admin/exports", allow="data:export", methods=("GET", "POST"))
def exports_page() -> Any:
    """What was exported and submitted; and another of either begun."""
    if request.method == "GET":
        return _exports([])
    form = request.form
    try:
        if form.get("do") == "submit":
            ask("POST", "/v1/submissions", body={"form": form.get("form", "csv")})
        else:
            keys = ("sort", "form", "edition")
            ask("POST", "/v1/exports", body={name: form[name] for name in keys if form.get(name)})
    except (Refusal, FactError) as error:
        return _exports(wrong_with(error)), 422
    return see("/admin/exports?done=job_started")


@admin.add("/admin/exports/<id_>/file", allow="data:export")
def export_file(id_: str) -> Response:
    """What an export wrote."""
    return _file(f"/v1/exports/{id_}/file")


@admin.add("/admin/submissions/<number>/file", allow="data:export")
def submission_file(number: str) -> Response:
    """The archive of a submission."""
    return _file(f"/v1/submissions/{number}/file")


@admin.add("/admin/exchange", allow="data:import")
def exchange_page() -> Any:
    """Who pulls from here, and where facts are pulled from."""
    return _exchange([])


@admin.add("/admin/exchange/peers", allow="users:manage", methods=("POST",))
def change_peers() -> Any:
    """Let a user pull the facts of a region, or pull no more."""
    user, region = quote(request.form.get("user", "").strip(), safe="@"), request.form.get("region", "").strip()
    try:
        if request.form.get("do") == "end":
            ask("DELETE", f"/v1/exchange/peers/{user}")
        else:
            ask("PUT", f"/v1/exchange/peers/{user}", body={"region": region})
    except (Refusal, FactError) as error:
        return _exchange(wrong_with(error)), 422
    return see("/admin/exchange?done=saved")


@admin.add("/admin/exchange/sources/<name>/pull", allow="data:import", methods=("POST",))
def pull(name: str) -> Any:
    """Pull what is new at a source."""
    ask("POST", f"/v1/exchange/sources/{name}/pull")
    return see("/admin/exchange?done=job_started")


def _exports(wrong: list[dict[str, Any]]) -> str:
    chosen = given("after")
    jobs = ask("GET", "/v1/jobs", query={"kind": "export", "limit": _MOST})["jobs"]
    submitting = ask("GET", "/v1/jobs", query={"kind": "submission", "limit": _MOST})["jobs"]
    jobs += [one for one in submitting if one["state"] != "done"]
    found = ask("GET", "/v1/submissions", query={**chosen, "limit": _MOST})
    more = f"/admin/exports?after={found['next']}" if found["next"] else None
    return shown(
        "exports", "exports", jobs=jobs, submissions=found["submissions"], chosen=chosen, next=more, wrong=wrong,
        going=any(one["state"] in ("waiting", "running") for one in jobs),
    )  # fmt: skip


def _exchange(wrong: list[dict[str, Any]]) -> str:
    peers = ask("GET", "/v1/exchange/peers")["peers"] if actor().may("users:manage") else None
    return shown("exchange", "exchange", peers=peers, sources=ask("GET", "/v1/exchange/sources")["sources"],
                 wrong=wrong)  # fmt: skip


def _file(path: str) -> Response:
    """The file at *path* of the API, with what it says of itself."""
    told = asked("GET", path)
    told.direct_passthrough = False
    kept = {name: told.headers[name] for name in ("Content-Type", "Content-Disposition") if name in told.headers}
    return Response(told.get_data(), told.status_code, kept)
