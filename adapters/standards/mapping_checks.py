"""The mapping files of a policy base: read, and every name in them checked against the base."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Final

from adapters.standards.mapping import FactMapping, parse_mapping
from engine.language.base import PolicyBase
from engine.language.fact_types import FactType
from engine.language.syntax import Document, Path, read_yaml
from engine.problems import PolicyError, Problem, in_order, nearest

FOLDER: Final = "mappings/"
_FIELDS: Final = ("matter", "matters")
"""Where a mapping puts what it finds."""


def mappings_of(
    files: Mapping[str, bytes], base: PolicyBase, missing: AbstractSet[str] = frozenset()
) -> tuple[dict[str, FactMapping], tuple[Problem, ...]]:
    """The mappings among *files* by path, and everything wrong with them.

    A name that a file of law may define which is *missing*, because it could not be read, is not looked for.
    """
    found: dict[str, FactMapping] = {}
    problems: list[Problem] = []
    for path in sorted(path for path in files if path.startswith(FOLDER) and path.endswith(".yaml")):
        try:
            found[path] = parse_mapping(files[path], path)
        except PolicyError as error:
            problems += error.problems
            continue
        document, _ = read_yaml(files[path], path)
        if document is not None and not any(one.startswith(("facts/", "codes/")) for one in missing):
            problems += _Names(base, document, found[path]).problems()
    return found, in_order(problems)


class _Names:
    """Checks the names that one *mapping* uses against a base."""

    def __init__(self, base: PolicyBase, document: Document, mapping: FactMapping) -> None:
        self._base, self._document, self._mapping = base, document, mapping

    def problems(self) -> Iterator[Problem]:
        """What is wrong with the names."""
        type_ = self._base.fact_types.get(self._mapping.applies_to)
        if type_ is None:
            yield self._unknown_type(("applies_to",), self._mapping.applies_to)
        for entry in self._mapping.entries:
            at: Path = ("entries", entry.name)
            for key, name in (("becomes", entry.becomes), ("adds", entry.adds)):
                if name and name not in self._base.fact_types:
                    yield self._unknown_type((*at, key), name)
            target = self._base.fact_types.get(entry.becomes) or type_
            if entry.matter and target is not None:
                yield from self._matter(
                    (*at, "matter"), entry.matter, entry.becomes or self._mapping.applies_to, target
                )

    def _matter(self, at: Path, matter: str, name: str, type_: FactType) -> Iterator[Problem]:
        """Whether the fact type can say *matter*, which goes into its fields `matter` and `matters`."""
        fields = [type_.fields[field] for field in _FIELDS if field in type_.fields]
        if not fields:
            yield Problem("exchange.mapping_unknown_field", self._document.place(at), {"type": name})
        for keys in fields:
            known = (
                self._base.codes[keys.codes].values if keys.codes and keys.codes in self._base.codes else keys.values
            )
            if known and matter not in known:
                values = {"code": matter, "type": name, "near": nearest(matter, known)}
                yield Problem("exchange.mapping_unknown_code", self._document.place(at), values)

    def _unknown_type(self, at: Path, name: str) -> Problem:
        values = {"type": name, "near": nearest(name, self._base.fact_types)}
        return Problem("exchange.mapping_unknown_type", self._document.place(at), values)
