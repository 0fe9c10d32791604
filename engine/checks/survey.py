"""Every shape of a base with the place it was read from, gathered once for all checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from typing import Any, Generic, TypeVar

from engine.identity import Same
from engine.language.base import PolicyBase
from engine.language.catalogues import Linkage, Overlay
from engine.language.policy import Listing, Policy, PolicyMeasure
from engine.language.shape import Shape, Source
from engine.language.syntax import Document
from engine.problems import Problem

S = TypeVar("S", bound=Shape)
S_co = TypeVar("S_co", bound=Shape, covariant=True)
Path = tuple[Any, ...]


@dataclass(frozen=True, eq=False)
class Part:
    """What is called *name* of *sort*, as *shape*, read at *root* of *document*, and the *sources* it may cite.

    Equal only to itself: a part of a file that did not change stays the same part (`part_of`).
    """

    sort: str
    name: str
    shape: Shape
    document: Document
    root: Path
    sources: Mapping[str, Source]

    @property
    def draft(self) -> bool:
        """Whether it is not yet law."""
        return isinstance(self.shape, Policy | Overlay | Linkage) and self.shape.status == "draft"

    @cached_property
    def found(self) -> Mapping[type[Shape], tuple[Found[Any], ...]]:
        """Every shape in it, by type."""
        data: Any = self.document.data
        for step in self.root:
            data = data[step]
        shapes: dict[type[Shape], list[Found[Any]]] = {}
        for path, shape in _walk(self.shape, data, ()):
            shapes.setdefault(type(shape), []).append(Found(self, path, shape))
        return {shape: tuple(found) for shape, found in shapes.items()}

    def each(self, shape: type[S]) -> tuple[Found[S], ...]:
        """Every *shape* in it."""
        return self.found.get(shape, ())

    def all(self) -> Iterator[Found[Shape]]:
        """Every shape in it."""
        return chain.from_iterable(self.found.values())


@dataclass(frozen=True, slots=True)
class Found(Generic[S_co]):
    """A *shape* at *path* of a *part* of the base."""

    part: Part
    path: Path
    shape: S_co

    @property
    def draft(self) -> bool:
        """Whether it is not yet law."""
        return self.part.draft

    @property
    def carrier(self) -> str:
        """The policy it belongs to, or that the overlay around it adds to."""
        return str(self.path[1]) if self.part.sort == "overlay" else self.part.name

    def problem(self, code: str, *steps: Any, **values: object) -> Problem:
        """Say that *code* is wrong with the value *steps* below."""
        return Problem(code, self.part.document.place(self.part.root + self.path + steps), values)

    def problem_of_key(self, code: str, *steps: Any, **values: object) -> Problem:
        """Say that *code* is wrong with the key that leads *steps* below."""
        return Problem(code, self.part.document.key_place(self.part.root + self.path + steps), values)


@dataclass(frozen=True)
class Survey:
    """A *base* and its *parts*."""

    base: PolicyBase
    parts: tuple[Part, ...]

    @cached_property
    def _found(self) -> Mapping[type[Shape], list[Found[Any]]]:
        """Every shape of the base, by type: checks ask for each over and over."""
        found: dict[type[Shape], list[Found[Any]]] = {}
        for part in self.parts:
            for shape, some in part.found.items():
                found.setdefault(shape, []).extend(some)
        return found

    def each(self, shape: type[S]) -> Iterator[Found[S]]:
        """Every *shape* of the base."""
        return iter(self._found.get(shape, ()))

    def policies(self) -> Iterator[tuple[Found[Policy], Policy]]:
        """Every policy."""
        for found in self.each(Policy):
            yield found, found.shape

    def listings(self) -> Iterator[tuple[Found[Listing], Policy]]:
        """Every listing rule, of policies and overlays, with the policy it belongs to."""
        for found in self.each(Listing):
            policy = self.base.policies.get(found.carrier)
            if policy is not None:
                yield found, policy

    def carried(self) -> Iterator[tuple[Found[PolicyMeasure], tuple[str, ...]]]:
        """Every measure carried, with the policies that bring it about."""
        for found in self.each(PolicyMeasure):
            if found.part.sort == "linkage":
                when = self.base.linkages[found.part.name].when
                yield found, (*when.listed, *((when.grade,) if when.grade else ()))
            else:
                yield found, (found.carrier,)


def survey(base: PolicyBase) -> Survey:
    """*base* surveyed; what is built in or left at its default has no place and is passed over."""
    parts = (
        _part_of(Same((_shape(base, sort, name), base.documents[file], base.sources[file])), sort, name, root)
        for (sort, name), (file, root) in base.origins.items()
    )
    return Survey(base, tuple(parts))


@lru_cache(maxsize=8192)
def _part_of(read: Same, sort: str, name: str, root: Path) -> Part:
    shape, document, sources = read.things
    return Part(sort, name, shape, document, root, sources)


def _shape(base: PolicyBase, sort: str, name: str) -> Shape:
    parts: Mapping[str, Mapping[str, Shape]] = {
        "policy": base.policies,
        "overlay": base.overlays,
        "linkage": base.linkages,
        "fact_type": base.fact_types,
        "measure": base.measures,
        "department": base.departments,
        "codes": base.codes,
        "document": base.cited,
    }
    return parts[sort][name]


def _walk(value: object, data: Any, path: Path) -> Iterator[tuple[Path, Shape]]:
    if isinstance(value, Shape):
        yield path, value
        for name in type(value).model_fields:
            key = name.rstrip("_")
            if isinstance(data, Mapping) and key in data:
                yield from _walk(getattr(value, name), data[key], (*path, key))
    elif isinstance(value, Mapping) and isinstance(data, Mapping):
        for key, inner in value.items():
            yield from _walk(inner, data.get(key), (*path, key))
    elif isinstance(value, tuple):
        listed = isinstance(data, list)  # one thing may be written without its list
        for number, inner in enumerate(value):
            yield from _walk(inner, data[number] if listed else data, (*path, number) if listed else path)
