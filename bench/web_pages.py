"""What the benchmark of pages opens: what it makes there first, and the addresses of pages that are about one thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from flask.testing import FlaskClient
from sqlalchemy import select

from adapters.access.permissions import Role
from adapters.database.tables.jobs import job
from adapters.jobs.running import Worker
from adapters.parts import Parts

Clients = Mapping[Role, FlaskClient]
LONGEST: Final = "labour/wage-arrears"
"""A policy with many parameters, rules and cases."""
_POLICY: Final = "publicity/administrative-penalties"
_MONTHS, _INVENTED, _LOOKED_AT = 12, 2_000, 300
NOT_OPENED: Final[Mapping[str, str]] = {
    "/drafts/<id_>/open": "it leads on to the editor",
    "/admin/exports/<id_>/file": "a file",
    "/admin/submissions/<number>/file": "a file",
    "/simulations/<id>/report.html": "a file, made by a job",
    "/simulations/<id>/report.xlsx": "a file, made by a job",
    "/differences": "of two releases: there is but one",
    "/simulations/compare": "of two runs, each of which is opened",
    "/subjects/<id>/report/<code>": "what was just made, in the same way as a new one",
    "/subjects/<id>/report/<code>/pdf": "a file",
    "/regions/<path:name>": "told as a policy is",
}
"""Pages that are not opened, and why."""


@dataclass(frozen=True)
class Made:
    """What was made for it: a draft, a simulation with somebody it is about, an import, a proceeding, a release."""

    draft: str
    simulation: str
    somebody: str
    import_: str
    proceeding: str
    release: str

    def address(self, path: str) -> str | None:
        """What is opened for the page at *path*; nothing where it is not. Raises `KeyError` for a page unheard of."""
        if path in NOT_OPENED:
            return None
        for part, value in self._parts(path).items():
            path = path.replace(part, value)
        if "<" in path:
            raise KeyError(f"{path}: say in bench/web_pages.py what is opened for it")
        return path

    def _parts(self, path: str) -> Mapping[str, str]:
        area = path.split("/")[1]
        about = {
            "policies": {"<path:name>": LONGEST},
            "linkages": {"<name>": "construction-wage-arrears"},
            "measures": {"<name>": "bar_from_farm_input_trade"},
            "departments": {"<name>": "tax"},
            "documents": {"<path:name>": "jud2013"},
            "fact-types": {"<name>": "listing_decision"},
            "plan": {"<path:name>": "3.3.labour.wage_arrears"},
            "drafts": {"<id_>": self.draft, "<path:path>": f"{LONGEST}.yaml"},
            "reviews": {"<id>": self.draft},
            "releases": {"<hash>": self.release},
            "admin": {"imports/<id_>": f"imports/{self.import_}", "jobs/<id_>": f"jobs/{self.import_}",
                      "users/<id_>": "users/bench"},
            "casework": {"<kinds>": "proceedings", "<id_>": self.proceeding, "<kind>": "notice", "<lang>": "zh_CN"},
            "subjects": {"<id>": "subject77"},
            "simulations": {"<id>": self.simulation, "<key>": self.somebody},
            "public": {"<path:policy>": _POLICY},
        }  # fmt: skip
        return about.get(area, {})


def make(parts: Parts, clients: Clients) -> Made:
    """Have the service make them, as people do."""
    officer = clients["officer"]
    draft = _told(officer.post("/v1/drafts", json={"title": "bench"}))["id"]
    text = officer.get(f"/v1/drafts/{draft}/files/{LONGEST}.yaml").get_data().replace(b": 30000}", b": 50000}", 1)
    path = f"/v1/drafts/{draft}/files/{LONGEST}.yaml?revision=1"
    _told(officer.put(path, data=text, content_type="application/yaml"))
    changed = {"policy": _POLICY, "parameter": "general_longest", "value": "2 years"}
    invented = {"sort": "synthetic", "subjects": _INVENTED, "seed": 7, "trouble": 10}
    simulation = _told(officer.post("/v1/simulations", json={
        "title": "bench", "candidate": {"changes": [changed]}, "population": invented, "months": _MONTHS,
    }))  # fmt: skip
    _run_jobs(parts)
    affected = _told(officer.get(f"/v1/simulations/{simulation['id']}/affected?limit=1"))["rows"]
    import_ = _told(officer.post("/v1/imports?name=bench.csv", data=b"id,type\n1,none\n", content_type="text/csv"))
    _run_jobs(parts)
    return Made(
        draft=draft,
        simulation=simulation["id"],
        somebody=f"{affected[0]['subject']['key']}?policy={_POLICY}" if affected else "0",
        import_=import_["id"],
        proceeding=_proceeding(officer),
        release=_told(officer.get("/v1/releases/live"))["hash"],
    )


def _run_jobs(parts: Parts) -> None:
    """Run what waits, where nobody else does."""
    with parts.database.reading() as connection:
        waiting = list(connection.scalars(select(job.c.id).where(job.c.state == "waiting")))
    for id_ in waiting:
        Worker(parts).run(id_)


def _proceeding(officer: FlaskClient) -> str:
    """A proceeding about the first of whom some list proposes to list."""
    known = _told(officer.get("/v1/proceedings?limit=1"))["matters"]
    if known:
        return str(known[0]["id"])
    for number in range(_LOOKED_AT):
        subject = f"subject{number}"
        verdict = _told(officer.get(f"/v1/subjects/{subject}/verdict", headers={"Xinheng-Purpose": "casework"}))
        for one in verdict["lists"]:
            opened = {"subject": subject, "policy": one["policy"], "evidence": {"text": "bench"}}
            answer = officer.post("/v1/proceedings", json=opened)
            if answer.status_code == HTTPStatus.CREATED:
                return str(answer.get_json()["id"])
    raise SystemExit("nobody is proposed for a list")


def _told(answer: Any) -> Any:
    if answer.status_code >= 300:
        raise SystemExit(f"{answer.request.path}: {answer.status} {answer.get_data(as_text=True)[:500]}")
    return answer.get_json()
