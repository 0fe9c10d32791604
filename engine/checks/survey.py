"""Every shape of a base with the place it was read from, gathered once for all checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from engine.language.base import PolicyBase
from engine.language.catalogues import Linkage, Overlay
from engine.language.policy import Listing, Policy, PolicyMeasure
from engine.language.shape import Shape, Source
from engine.problems import Problem

S = TypeVar("S", bound=Shape)
S_co = TypeVar("S_co", bound=Shape, covariant=True)
Path = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Found(Generic[S_co]):
    """A *shape* at *path* of the thing *name* of *sort*, which may be a *draft*."""

    sort: str
    name: str
    path: Path
    shape: S_co
    draft: bool

    def is_in(self, other: Found[Shape]) -> bool:
        """Whether it is part of *other*, or *other* itself."""
        same = (self.sort, self.name) == (other.sort, other.name)
        return same and self.path[: len(other.path)] == other.path


@dataclass(frozen=True)
class Survey:
    """All shapes of *base*, by type."""

    base: PolicyBase
    shapes: Mapping[type[Shape], tuple[Found[Any], ...]]

    def each(self, shape: type[S]) -> tuple[Found[S], ...]:
        """Every *shape* of the base."""
        return self.shapes.get(shape, ())

    def all(self) -> Iterator[Found[Shape]]:
        """Every shape of the base."""
        for found in self.shapes.values():
            yield from found

    def listings(self) -> Iterator[tuple[Found[Listing], Policy]]:
        """Every listing rule, of policies and overlays, with the policy it belongs to."""
        for found in self.each(Listing):
            policy = self.base.policies.get(self.carrier(found))
            if policy is not None:
                yield found, policy

    def carried(self) -> Iterator[tuple[Found[PolicyMeasure], tuple[str, ...]]]:
        """Every measure carried, with the policies that bring it about."""
        for found in self.each(PolicyMeasure):
            if found.sort == "linkage":
                when = self.base.linkages[found.name].when
                yield found, (*when.listed, *((when.grade,) if when.grade else ()))
            else:
                yield found, (self.carrier(found),)

    def carrier(self, found: Found[Shape]) -> str:
        """The policy that *found* belongs to, or that the overlay around it adds to."""
        return str(found.path[1]) if found.sort == "overlay" else found.name

    def sources(self, found: Found[Shape]) -> Mapping[str, Source]:
        """The documents that *found* may cite."""
        return self.base.basis_of(found.sort, found.name)

    def problem(self, code: str, found: Found[Shape], *steps: Any, **values: object) -> Problem:
        """Say that *code* is wrong with the value *steps* below *found*."""
        return Problem(code, self.base.place(found.sort, found.name, *found.path, *steps), values)

    def problem_of_key(self, code: str, found: Found[Shape], *steps: Any, **values: object) -> Problem:
        """Say that *code* is wrong with the key that leads *steps* below *found*."""
        return Problem(code, self.base.place(found.sort, found.name, *found.path, *steps, key=True), values)


def survey(base: PolicyBase) -> Survey:
    """*base* surveyed; what is built in or left at its default has no place and is passed over."""
    shapes: dict[type[Shape], list[Found[Any]]] = {}
    for (sort, name), (file, root) in base.origins.items():
        top = _part(base, sort, name)
        data = base.documents[file].data
        for step in root:
            data = data[step]  # type: ignore[index]  # the shape was read from here
        draft = isinstance(top, Policy | Overlay | Linkage) and top.status == "draft"
        for path, shape in _walk(top, data, ()):
            shapes.setdefault(type(shape), []).append(Found(sort, name, path, shape, draft))
    return Survey(base, {shape: tuple(found) for shape, found in shapes.items()})


def _part(base: PolicyBase, sort: str, name: str) -> Shape:
    parts: Mapping[str, Mapping[str, Shape]] = {
        "policy": base.policies,
        "overlay": base.overlays,
        "linkage": base.linkages,
        "fact_type": base.fact_types,
        "measure": base.measures,
        "department": base.departments,
        "codes": base.codes,
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
