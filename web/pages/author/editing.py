"""A file of a draft in the editor: its text, its form, what the cases make of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, Final

import orjson
from flask import request

from adapters.authoring.schemas import kind_of
from adapters.clock import iso_day, today
from web.api.access import actor, parts
from web.api.operations import read_json
from web.api.problems import Refusal, problem_told
from web.pages.asking import ask, asked
from web.pages.author.area import author
from web.pages.author.drafts import revision_sent
from web.pages.author.worded import worded
from web.pages.frame import render
from web.pages.periods import PERIODS, joined, parted
from web.pages.signing_in import see

_YAML: Final = "application/yaml"
_WRITABLE: Final = frozenset({"open", "submitted", "approved"})


@author.add("/drafts/<id_>/edit/<path:path>", allow="drafts:read")
def edit(id_: str, path: str) -> Any:
    """The editor of a file."""
    draft = ask("GET", f"/v1/drafts/{id_}")
    return _editor(draft, path, _text(f"/v1/drafts/{id_}/files/{path}"))


@author.add("/drafts/<id_>/edit/<path:path>", allow="releases:draft", methods=("POST",))
def save(id_: str, path: str) -> Any:
    """Keep what was typed, or changed in the form; where somebody else was first, show both."""
    text = request.form.get("text", "").replace("\r\n", "\n")
    try:
        if request.form.get("act") == "form":
            text = ask("POST", "/v1/forms", body={"path": path, "text": text, "edits": list(_edits(path, text))})[
                "text"
            ]
        elif request.form.get("act") == "layout":
            text = ask("POST", "/v1/layout", body={"text": text})["text"]
        seen, address = {"revision": revision_sent()}, f"/v1/drafts/{id_}/files/{path}"
        asked("PUT", address, query=seen, body=text.encode(), media=_YAML)
    except Refusal as refusal:
        draft = ask("GET", f"/v1/drafts/{id_}")
        return _editor(draft, path, text, refusal), refusal.status
    return see(f"/drafts/{id_}/edit/{path}?done=saved")


@author.add("/drafts/<id_>/form/<path:path>", allow="policies:check", methods=("POST",))
def form(id_: str, path: str) -> Any:
    """The form of what stands in the editor, after what was changed in it; the text it makes is told along."""
    text = request.form.get("text", "").replace("\r\n", "\n")
    edits = read_json(request.form.get("edits", "[]").encode())
    problem = None
    try:
        told = ask("POST", "/v1/forms", body={"path": path, "text": text, "edits": edits})
    except Refusal as refusal:
        problem = problem_told(refusal)
        told = ask("POST", "/v1/forms", body={"path": path, "text": text})
    names = ask("GET", f"/v1/drafts/{id_}/names")
    return render(
        "author/form.html", form=told, names=names, names_of_fields=_fields(names), problem=problem,
        edited=bool(edits) and problem is None, periods=PERIODS, parted=parted,
    )  # fmt: skip


@author.add("/drafts/<id_>/trial/<path:path>", allow="drafts:discuss", methods=("POST",))
def trial(id_: str, path: str) -> Any:
    """What the cases make of what stands in the editor."""
    text = request.form.get("text", "").replace("\r\n", "\n")
    told = ask("POST", f"/v1/drafts/{id_}/trial", body={"path": path, "text": text})
    names = ask("GET", f"/v1/drafts/{id_}/names")
    return render("author/trial.html", trial=told, worded=lambda some: worded(some, names), **_place(id_, path))


@author.add("/drafts/<id_>/case/<path:path>", allow="drafts:discuss", methods=("POST",))
def case(id_: str, path: str) -> Any:
    """What facts come to by what stands in the editor, and the case that makes."""
    given = request.form
    body = {
        "path": path, "text": given.get("text", "").replace("\r\n", "\n"), "name": given.get("name", "").strip(),
        "kind": given.get("kind", "enterprise"), "as_of": given.get("as_of", ""),
        "facts": given.get("facts", "").replace("\r\n", "\n"),
    }  # fmt: skip
    made, problem = None, None
    try:
        made = ask("POST", f"/v1/drafts/{id_}/case", body=body)
    except Refusal as refusal:
        problem = problem_told(refusal)
    return render("author/case.html", made=made, problem=problem)


def _editor(draft: Any, path: str, text: str, refusal: Refusal | None = None) -> str:
    told = ask("POST", "/v1/forms", body={"path": path, "text": text}) if actor().may("policies:check") else None
    conflict = refusal is not None and refusal.status is HTTPStatus.PRECONDITION_FAILED
    names = ask("GET", f"/v1/drafts/{draft['id']}/names")
    return render(
        "author/edit.html", draft=draft, text=text, kind=kind_of(path), form=told, names=names,
        names_of_fields=_fields(names),
        problem=None if refusal is None or conflict else problem_told(refusal), edited=False,
        theirs=_text(f"/v1/drafts/{draft['id']}/files/{path}") if conflict else None,
        published=_text(f"/v1/releases/{draft['base']}/files/{path}"),
        writable=actor().may("releases:draft") and draft["state"] in _WRITABLE,
        today=iso_day(today(parts().clock)), periods=PERIODS, parted=parted, **_place(draft["id"], path),
    )  # fmt: skip


def _fields(names: Any) -> Mapping[str, str]:
    """What fields are called, by their names."""
    every = (one["fields"] for one in names["fact_types"].values())
    return {name: keys["label"] for fields in every for name, keys in fields.items()}


def _place(id_: str, path: str) -> Mapping[str, str]:
    """Where the file is, and the two files it is of."""
    owner = path.removesuffix(".cases.yaml").removesuffix(".yaml")
    return {"id": id_, "owner": owner, "cases_path": f"{owner}.cases.yaml", "here_path": path}


def _text(address: str) -> str:
    """The file at *address*; empty where there is none yet."""
    try:
        found: bytes = ask("GET", address)
    except Refusal as refusal:
        if refusal.status is not HTTPStatus.NOT_FOUND:
            raise
        return ""
    return found.decode("utf-8", "replace")


def _edits(path: str, text: str) -> Iterator[Mapping[str, Any]]:
    """What a form that was sent whole, by a browser without scripts, has otherwise than the text."""
    told = ask("POST", "/v1/forms", body={"path": path, "text": text})
    for table in told["tables"]:
        for cell in (cell for row in table["rows"] for cell in row["cells"]):
            name = f"cell:{orjson.dumps(cell['at']).decode()}"
            if name not in request.form:
                continue
            sent = [one for one in request.form.getlist(name) if one]
            value: Any = sent if cell["sort"] == "many" else sent[0] if sent else ""
            if f"per:{name}" in request.form:
                value = joined(value, request.form[f"per:{name}"])
            if value != cell["value"]:
                yield {"at": cell["at"], "value": value or None}
