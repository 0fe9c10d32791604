"""Letters: what one says, to be looked at and printed; and how each kind is worded."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from flask import request

from engine.problems import PolicyError
from web.api.problems import Refusal, of_policies
from web.pages.asking import ask
from web.pages.casework.area import PURPOSE, around, casework, wrong_with
from web.pages.frame import render, say
from web.pages.language import spoken
from web.pages.numbers import whole
from web.pages.signing_in import see


@casework.add("/casework/proceedings/<id_>/letters/<kind>", allow="casework:read")
def letter_page(id_: str, kind: str) -> Any:
    """A letter about a proceeding, as it would be today."""
    letter = ask("GET", f"/v1/proceedings/{id_}/letters/{kind}", query={"language": spoken()}, purpose=PURPOSE)
    return render(
        "casework/letter.html", **around(), id=id_, kind=kind, letter=letter, lines=list(lines(letter["text"]))
    )


@casework.add("/casework/proceedings/<id_>/letters/served/<number>", allow="casework:read")
def served_page(id_: str, number: str) -> Any:
    """A letter about a proceeding, as it was served."""
    letter = ask("GET", f"/v1/proceedings/{id_}/letters/served/{number}", purpose=PURPOSE)
    return render("casework/served.html", **around(), id=id_, letter=letter, lines=list(lines(letter["text"])))


@casework.add("/casework/letters", allow="casework:read")
def templates_page() -> Any:
    """How each kind of letter is worded."""
    return render("casework/letters.html", **around(), templates=ask("GET", "/v1/letter-templates")["templates"])


@casework.add("/casework/letters/<kind>/<lang>", allow="casework:read")
def template_page(kind: str, lang: str) -> Any:
    """How a kind of letter is worded, and how it was."""
    return _form(f"/v1/letter-templates/{kind}/{lang}", None)


@casework.add("/casework/letters/<kind>/<lang>", allow="letters:word", methods=("POST",))
def word_letter(kind: str, lang: str) -> Any:
    """Word a kind of letter otherwise, after having seen what that makes of a proceeding."""
    path = f"/v1/letter-templates/{kind}/{lang}"
    wanted = request.form.get("do", "")
    text, note = request.form.get("text", ""), request.form.get("note", "")
    try:
        if wanted == "back":
            ask("DELETE", path)
        elif wanted == "try":
            body = {"text": text, "proceeding": request.form.get("proceeding", "").strip()}
            return _form(path, text, tried=ask("POST", f"{path}/try", body=body, purpose=PURPOSE))
        else:
            ask("PUT", path, body={"text": text, "note": note})
    except PolicyError as error:
        return _form(
            path, text, wrong=_in_template(wrong_with(of_policies(error)))
        ), HTTPStatus.UNPROCESSABLE_ENTITY.value
    except Refusal as refusal:
        if refusal.status is HTTPStatus.FORBIDDEN:
            raise
        return _form(path, text, wrong=wrong_with(refusal)), refusal.status.value
    return see(f"/casework/letters/{kind}/{lang}?done=saved")


def _form(path: str, text: str | None, *, tried: Any = None, wrong: list[dict[str, Any]] | None = None) -> str:
    told = ask("GET", path)
    number = whole(request.args.get("version", ""))
    again = told["history"][number] if isinstance(number, int) and 0 <= number < len(told["history"]) else told
    return render(
        "casework/template.html", **around(), told=told, text=again["text"] if text is None else text, tried=tried,
        lines=list(lines(tried["text"])) if tried else [], wrong=wrong or [], typed=request.form,
    )  # fmt: skip


def _in_template(wrong: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """*wrong*, each at its line of what the page calls the template."""
    return [{**one, "location": {**one["location"], "part": say("letters.text")}} for one in wrong]


def lines(text: str) -> Iterator[tuple[str, str]]:
    """The lines of a letter with how each stands: `title`, at the `right`, `whom` it is to, a `head`, or `text`."""
    for line in filter(None, (one.strip() for one in text.splitlines())):
        if line.startswith("# "):
            yield "title", line[2:]
        elif line.startswith("> "):
            yield "right", line[2:]
        elif line.endswith(("）：", "):")):
            yield "whom", line
        elif line[:2] in _HEADS:
            yield "head", line
        else:
            yield "text", line


_HEADS = tuple(f"{number}、" for number in "一二三四五六七八九十")
