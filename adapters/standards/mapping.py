"""From what a penalty says of the conduct to a matter that policies know, by a reviewed table and never by likeness."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from adapters.standards.mapping_file import entries_of
from adapters.standards.raw import RawFact
from engine.language.syntax import read_yaml
from engine.problems import PolicyError

SEVERAL: Final = "several"
"""The matter of a penalty for several: policies then ask for each of its `matters`."""

_NOT: Final = "".join(f"(?<!{denial})" for denial in ("未", "未发现", "没有", "无", "不存在", "不属于", "不构成"))


@dataclass(frozen=True)
class Entry:
    """One reviewed line: facts that meet all conditions given get *matter*, another type, or a fact beside them.

    Conditions: one of *phrases* stands, word for word and not denied, in one of the fields *within* (outside every
    phrase of *unless*); the deciding body's code begins with one of *authorities*; one of *kinds* was imposed.
    """

    name: str
    basis: str
    reviewed_by: str
    reviewed_on: date
    matter: str = ""
    becomes: str = ""
    adds: str = ""
    phrases: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    within: tuple[str, ...] = ("conduct", "title", "case_name")
    authorities: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    def meets(self, fact: RawFact) -> bool:
        """Whether *fact* meets every condition of this entry."""
        authority = str(fact["fields"].get("authority", ""))
        if self.authorities and not authority.startswith(self.authorities):
            return False
        imposed = fact["fields"].get("kinds", [])
        if self.kinds and not (isinstance(imposed, list) and set(self.kinds).intersection(map(str, imposed))):
            return False
        return not self.phrases or any(self._stands_in(fact["fields"].get(field)) for field in self.within)

    def _stands_in(self, value: object) -> bool:
        text = _plain(value) if isinstance(value, str) else ""
        for phrase in self.unless:
            text = text.replace(_plain(phrase), "\n")
        return any(re.search(_NOT + re.escape(_plain(phrase)), text) for phrase in self.phrases)


@dataclass(frozen=True)
class FactMapping:
    """The reviewed *entries* for facts of one type, *applies_to*, in the order of their file."""

    applies_to: str
    entries: tuple[Entry, ...]

    def apply(self, fact: RawFact) -> tuple[tuple[RawFact, ...], tuple[Entry, ...]]:
        """The facts that *fact* becomes, itself first, and the entries that it met.

        The field `matters` takes the matter of every entry, `matter` the only one, or says that they are several.
        """
        met = tuple(entry for entry in self.entries if entry.meets(fact))
        matters = list(dict.fromkeys(entry.matter for entry in met if entry.matter))
        mapped = RawFact(**fact)
        if matters:
            matter = matters[0] if len(matters) == 1 else SEVERAL
            mapped["fields"] = {**fact["fields"], "matter": matter, "matters": list(matters)}
        mapped["type"] = next((entry.becomes for entry in met if entry.becomes), fact["type"])
        added = (_beside(mapped, entry) for entry in met if entry.adds)
        return (mapped, *added), met


def load_mapping(path: Path) -> FactMapping:
    """The mapping file at *path*; raises `PolicyError` with everything wrong with it."""
    return parse_mapping(path.read_bytes(), path.name)


def parse_mapping(text: str | bytes, file: str) -> FactMapping:
    """The mapping in *text*, known as *file*; raises `PolicyError` with everything wrong with it."""
    document, problems = read_yaml(text, file)
    if document is None:
        raise PolicyError(problems)
    applies_to, raw, wrong = entries_of(document)
    if problems or wrong:
        raise PolicyError([*problems, *wrong])
    return FactMapping(applies_to, tuple(_entry(name, values) for name, values in raw.items()))


def _entry(name: str, values: Mapping[str, object]) -> Entry:
    fields = {("within" if key == "in" else key): value for key, value in values.items()}
    return Entry(name=name, **fields)  # type: ignore[arg-type]  # entries_of checked every key and type


def _beside(fact: RawFact, entry: Entry) -> RawFact:
    added = RawFact(**fact)
    added["id"], added["type"] = f"{fact['id']}:{entry.name}", entry.adds
    return added


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
