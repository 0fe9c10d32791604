"""Letters: how each kind is worded, by whom and since when, and what it says of a proceeding."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any, Final, Literal

from pydantic import Field

from adapters.casework.kept import Matter, steps_of
from adapters.casework.refusals import NotTheirs
from adapters.casework.scope import sees
from adapters.casework.stepping import matter_of
from adapters.letters.checking import MOST
from adapters.letters.kept import Wording, every, history, in_force, shipped, word
from adapters.letters.serving import served_as, served_in
from adapters.letters.shape import KINDS, LetterKind, names
from adapters.letters.writing import Written, possible, write
from engine.catalogue import LANGUAGES
from web.api.access import actor, parts
from web.api.matters import answering
from web.api.operations import Answer, Model, Operations
from web.api.problems import Refusal, language
from web.api.showing import persons_asked

letters: Final = Operations("letters")
Language = Literal["zh_CN", "en"]
_NUMBER: Final = re.compile(r"[0-9]{1,18}")


class WordingInShort(Model):
    """How a kind of letter is worded in a language: *own*: somebody here worded it, *actor* at *at*."""

    kind: LetterKind
    language: Language
    own: bool
    at: str | None
    actor: str | None


class Wordings(Model):
    """Every kind in every language."""

    templates: tuple[WordingInShort, ...]


class Version(WordingInShort):
    """A wording there was."""

    text: str
    note: str


class WordingTold(Version):
    """The wording in force; what it may speak of; what came with the program; and what it was before."""

    shipped: str
    names: tuple[str, ...]
    history: tuple[Version, ...] = Field(description="the newest first")


class Worded(Model):
    """Another wording."""

    text: str = Field(
        max_length=MOST * 2, description="a template: plain text with `{{ names }}`, `{% if %}`, `{% for %}`"
    )
    note: str = Field("", max_length=500, description="what was changed, and why")


class Tried(Model):
    """A wording to be tried on a proceeding."""

    text: str = Field(max_length=MOST * 2)
    proceeding: str = Field(max_length=200)


class LetterTold(Model):
    """A letter as it would be today: lines; `# ` begins its title, `> ` what stands at the right."""

    kind: LetterKind
    language: Language
    text: str
    blanks: int = Field(description="what is not there yet, and is left blank")
    digest: str = Field(description="SHA-256 of the text")


class Which(Model):
    """In which language."""

    language: Language | None = Field(None, description="that of the answer unless given")


class ServedInShort(Model):
    """A letter that was served on a *day*, with a *step*; *actor* told it *at* a moment."""

    number: int
    kind: LetterKind
    language: Language
    step: str
    day: str
    at: str
    actor: str


class ServedTold(ServedInShort):
    """The same with what it said: its *text*, and the SHA-256 of it."""

    text: str
    digest: str = Field(description="SHA-256 of the text, which the ledger has, too")


class LettersOf(Model):
    """The letters that there is something to say in, and those that were served, as they were."""

    letters: tuple[LetterKind, ...]
    served: tuple[ServedInShort, ...]


@letters.add("GET", "/letter-templates", allow="casework:read", answers={200: Answer(Wordings)})
def every_template() -> Any:
    """How each kind of letter is worded."""
    with parts().database.reading() as connection:
        found = every(connection)
    return Wordings(templates=tuple(WordingInShort(**_short(one)) for one in found))


@letters.add("GET", "/letter-templates/{kind}/{lang}", allow="casework:read", answers={200: Answer(WordingTold)})
def one_template(kind: str, lang: str) -> Any:
    """The wording of a kind of letter in a language, with every one there was."""
    return _told(*_meant(kind, lang))


@letters.add(
    "PUT", "/letter-templates/{kind}/{lang}", allow="letters:word", body=Worded, answers={200: Answer(WordingTold)}
)
def word_template(kind: str, lang: str, body: Worded) -> Any:
    """Word a kind of letter otherwise."""
    meant = _meant(kind, lang)
    with parts().database.writing() as connection:
        word(connection, *meant, body.text.replace("\r\n", "\n"), body.note, actor().id, parts().clock.now())
    return _told(*meant)


@letters.add("DELETE", "/letter-templates/{kind}/{lang}", allow="letters:word", answers={200: Answer(WordingTold)})
def shipped_again(kind: str, lang: str) -> Any:
    """Word a kind of letter as it came with the program."""
    meant = _meant(kind, lang)
    with parts().database.writing() as connection:
        word(connection, *meant, None, "", actor().id, parts().clock.now())
    return _told(*meant)


@letters.add(
    "POST", "/letter-templates/{kind}/{lang}/try", allow="letters:word", body=Tried, answers={200: Answer(LetterTold)}
)
def try_template(kind: str, lang: str, body: Tried) -> Any:
    """What a wording would make of a proceeding; nothing is kept."""
    kind_, lang_ = _meant(kind, lang)
    matter, _ = _matter(body.proceeding)
    return _letter(kind_, lang_, write(parts(), matter, kind_, lang_, body.text.replace("\r\n", "\n")))


@letters.add("GET", "/proceedings/{id}/letters", allow="casework:read", answers={200: Answer(LettersOf)})
def letters_of(id: str) -> Any:  # noqa: A002 - as the address has it
    """The letters about a proceeding that there is something to say in."""
    matter, steps = _matter(id, shown=False)
    with parts().database.reading() as connection:
        kept = served_in(connection, matter.id)
    short = ({name: getattr(one, name) for name in ServedInShort.model_fields} for one in kept)
    return LettersOf(letters=possible(matter, steps), served=tuple(ServedInShort(**one) for one in short))


@letters.add(
    "GET", "/proceedings/{id}/letters/served/{number}", allow="casework:read", answers={200: Answer(ServedTold)}
)  # fmt: skip
def served_letter(id: str, number: str) -> Any:  # noqa: A002 - as the address has it
    """A letter as it was served, word for word."""
    matter, _ = _matter(id)
    with parts().database.reading() as connection:
        kept = served_as(connection, matter.id, int(number)) if _NUMBER.fullmatch(number) else None
    if kept is None:
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what="letter", name=number)
    return ServedTold(**{name: getattr(kept, name) for name in ServedTold.model_fields})


@letters.add(
    "GET", "/proceedings/{id}/letters/{kind}", allow="casework:read", query=Which, answers={200: Answer(LetterTold)}
)
def one_letter(id: str, kind: str, query: Which) -> Any:  # noqa: A002 - as the address has it
    """A letter about a proceeding, as it would be today."""
    kind_, lang = _meant(kind, query.language or language())
    matter, steps = _matter(id)
    if kind_ not in possible(matter, steps):
        raise Refusal(HTTPStatus.CONFLICT, "no_letter")
    return _letter(kind_, lang, write(parts(), matter, kind_, lang))


def _meant(kind: str, lang: str) -> tuple[LetterKind, Any]:
    for known in KINDS:
        if known == kind and lang in LANGUAGES:
            return known, lang
    raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what="letter", name=f"{kind}/{lang}")


def _matter(id_: str, *, shown: bool = True) -> tuple[Matter, tuple[str, ...]]:
    """The proceeding *id_* for who may read it, and its steps; whom it names is *shown* for a purpose alone."""
    with answering(), parts().database.reading() as connection:
        matter = matter_of(connection, "proceeding", id_)
        if not sees(actor(), matter.sector, matter.department):
            raise NotTheirs(matter.sector, matter.department)
        steps = tuple(str(one["step"]) for one in steps_of(connection, id_))
    if shown and matter.subject is not None:
        persons_asked([matter.subject])
    return matter, steps


def _letter(kind: LetterKind, lang: Any, one: Written) -> LetterTold:
    return LetterTold(kind=kind, language=lang, text=one.letter.text, blanks=one.letter.blanks, digest=one.digest)


def _told(kind: LetterKind, lang: Any) -> WordingTold:
    with parts().database.reading() as connection:
        now, before = in_force(connection, kind, lang), history(connection, kind, lang)
    return WordingTold(
        **_long(now), shipped=shipped(kind, lang), names=tuple(names()),
        history=tuple(Version(**_long(one)) for one in before),
    )  # fmt: skip


def _short(one: Wording) -> dict[str, Any]:
    return {"kind": one.kind, "language": one.language, "own": one.is_own, "at": one.at, "actor": one.actor}


def _long(one: Wording) -> dict[str, Any]:
    return _short(one) | {"text": one.text, "note": one.note}
