"""The policy base: every file of a folder read, its parts by name, and the hash that names the release."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import Any

from engine.calendar import Period, WorkingCalendar
from engine.identity import Same
from engine.language.builtin import BUILTIN_FACT_TYPES
from engine.language.catalogues import (
    Codes,
    Department,
    Departments,
    Documents,
    Holidays,
    Linkage,
    Measure,
    Measures,
    Overlay,
)
from engine.language.fact_types import FactType, FactTypes
from engine.language.plan import Plan
from engine.language.policy import Policy
from engine.language.read import read_shape
from engine.language.shape import Shape, Source
from engine.language.syntax import Document, read_yaml
from engine.problems import Place, Problem

Path = tuple[Any, ...]

CASES = ".cases.yaml"
PLAN = "plan.yaml"
_FOLDERS: Mapping[str, type[Shape]] = {
    "facts": FactTypes,
    "measures": Measures,
    "codes": Codes,
    "documents": Documents,
    "linkage": Linkage,
    "regions": Overlay,
}
_FILES: Mapping[str, type[Shape]] = {
    "departments.yaml": Departments,
    "calendar/working-days.yaml": Holidays,
    PLAN: Plan,
}
_NO_SOURCES: Mapping[str, Source] = {}
_NOT_POLICY = ("mappings/", PLAN)


@dataclass(frozen=True, eq=False)
class PolicyBase:
    """Everything that is law here: policies, overlays and catalogues by name, with the places they were read from."""

    release: str
    policies: Mapping[str, Policy] = field(default_factory=dict)
    overlays: Mapping[str, Overlay] = field(default_factory=dict)
    linkages: Mapping[str, Linkage] = field(default_factory=dict)
    fact_types: Mapping[str, FactType] = field(default_factory=dict)
    measures: Mapping[str, Measure] = field(default_factory=dict)
    departments: Mapping[str, Department] = field(default_factory=dict)
    codes: Mapping[str, Codes] = field(default_factory=dict)
    cited: Mapping[str, Source] = field(default_factory=dict)
    sources: Mapping[str, Mapping[str, Source]] = field(default_factory=dict)
    calendar: WorkingCalendar | None = None
    plan: Plan | None = None
    origins: Mapping[tuple[str, str], tuple[str, Path]] = field(default_factory=dict)
    documents: Mapping[str, Document] = field(default_factory=dict)

    def place(self, sort: str, name: str, *path: Any, key: bool = False) -> Place:
        """Where *path* of the thing called *name* of *sort* (`policy`, `fact_type`, …) stands; of its key if *key*."""
        if (sort, name) not in self.origins:
            return Place(name)
        file, root = self.origins[sort, name]
        document = self.documents[file]
        return document.key_place(root + path) if key else document.place(root + path)

    def basis_of(self, sort: str, name: str) -> Mapping[str, Source]:
        """The documents that *name* of *sort* may cite."""
        file, _ = self.origins.get((sort, name), ("", ()))
        return self.sources.get(file, {})


def load(files: Mapping[str, bytes]) -> tuple[PolicyBase, tuple[Problem, ...]]:
    """The base made of *files* (relative path to content), and every problem of reading them.

    What could not be read is left out of the base; nothing is checked across files yet (`check` does that).
    """
    builder = _Builder()
    for path in sorted(path for path in files if is_law(path) or path == PLAN):
        builder.add(path, files[path])
    return builder.base(release_hash(files)), tuple(builder.problems)


def is_law(path: str) -> bool:
    """Whether *path* holds law: no cases, no mappings, no plan."""
    return path.endswith(".yaml") and not path.endswith(CASES) and not path.startswith(_NOT_POLICY)


def release_hash(files: Mapping[str, bytes]) -> str:
    """The SHA-256 over the paths and contents of all law in *files*: what names a release."""
    return content_hash({path: content for path, content in files.items() if is_law(path)})


def content_hash(files: Mapping[str, bytes]) -> str:
    """The SHA-256 over the paths and contents of *files*."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.encode() + b"\0" + hashlib.sha256(files[path]).digest())
    return digest.hexdigest()


def shape_of(path: str) -> type[Shape]:
    """Which shape the file at *path* has, by its folder."""
    if path in _FILES:
        return _FILES[path]
    return _FOLDERS.get(path.split("/", 1)[0], Policy)


@lru_cache(maxsize=4096)
def _read(path: str, content: bytes) -> tuple[Document | None, Shape | None, tuple[Problem, ...]]:
    document, problems = read_yaml(content, path)
    if document is None:
        return None, None, problems
    shape, found = read_shape(document, shape_of(path))
    said = {problem.place for problem in problems}
    new = [problem for problem in found if problem.place not in said]  # what was refused there was kept as text
    new += _values_of_another_unit(document, shape) if isinstance(shape, Policy) else ()
    problems = (*problems, *new)
    return document, None if problems else shape, problems


def _values_of_another_unit(document: Document, policy: Policy) -> Iterator[Problem]:
    for name, parameter in policy.parameters.items():
        for day, value in parameter.values.items():
            if value.value is not None and isinstance(value.value, Period) is not (parameter.unit == "period"):
                values = {"given": value.value, "unit": parameter.unit}
                place = document.place(("parameters", name, "values", day, "value"))
                yield Problem("language.value_unit", place, values)


class _Builder:
    """Gathers the parts of a base file by file."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.parts: dict[str, dict[str, Any]] = {
            sort: {}
            for sort in ("policy", "overlay", "linkage", "fact_type", "measure", "department", "codes", "document")
        }
        self.origins: dict[tuple[str, str], tuple[str, Path]] = {}
        self.documents: dict[str, Document] = {}
        self.sources: dict[str, Mapping[str, Source]] = {}
        self.calendar: WorkingCalendar | None = None
        self.plan: Plan | None = None

    def add(self, path: str, content: bytes) -> None:
        document, shape, problems = _read(path, content)
        self.problems += problems
        if document is None or shape is None:
            return
        self.documents[path] = document
        self.sources[path] = getattr(shape, "basis", _NO_SOURCES)
        if isinstance(shape, Plan):
            self.plan = shape
        if isinstance(shape, Holidays):
            self._put_calendar(shape, document)
        for sort, name, root, part in _parts(path.removesuffix(".yaml"), shape):
            self._put(sort, name, (path, root), part)

    def _put_calendar(self, days: Holidays, document: Document) -> None:
        both = sorted({*days.rest} & {*days.work})
        found = [
            Problem("language.rest_and_work", document.place(("work", days.work.index(day))), {"day": day})
            for day in both
        ]
        if days.last < days.first:
            values = {"low": days.first, "high": days.last}
            found.append(Problem("language.bounds_reversed", document.place(("last",)), values))
        self.problems += found
        if not found:
            self.calendar = working_calendar(days)

    def _put(self, sort: str, name: str, origin: tuple[str, Path], part: object) -> None:
        if sort == "fact_type" and name in BUILTIN_FACT_TYPES:
            self.problems.append(Problem("language.built_in", self._key_place(*origin), {"name": name}))
        elif name in self.parts[sort]:
            values = {"name": name, "first": str(self._key_place(*self.origins[sort, name]))}
            self.problems.append(Problem("language.defined_twice", self._key_place(*origin), values))
        else:
            self.parts[sort][name] = part
            self.origins[sort, name] = origin

    def _key_place(self, file: str, path: Path) -> Place:
        return self.documents[file].key_place(path)

    def _citable_in(self, path: str, own: Mapping[str, Source]) -> Mapping[str, Source]:
        shared = self.parts["document"]
        for name in sorted(own.keys() & shared.keys()):
            values = {"name": name, "first": str(self._key_place(*self.origins["document", name]))}
            self.problems.append(Problem("language.defined_twice", self._key_place(path, ("basis", name)), values))
        together = {**shared, **own}
        return _citable(tuple(together), Same(together.values()))

    def base(self, release: str) -> PolicyBase:
        parts = self.parts
        return PolicyBase(
            release=release,
            policies=parts["policy"],
            overlays=parts["overlay"],
            linkages=parts["linkage"],
            fact_types=dict(chain(BUILTIN_FACT_TYPES.items(), parts["fact_type"].items())),
            measures=parts["measure"],
            departments=parts["department"],
            codes=parts["codes"],
            cited=parts["document"],
            sources={path: self._citable_in(path, own) for path, own in self.sources.items()},
            calendar=self.calendar,
            plan=self.plan,
            origins=self.origins,
            documents=self.documents,
        )


@lru_cache(maxsize=4096)
def _citable(names: tuple[str, ...], sources: Same) -> Mapping[str, Source]:
    """*sources* by their *names*: the same mapping for as long as each is the same."""
    return dict(zip(names, sources.things, strict=True))


def _parts(name: str, shape: Shape) -> Iterator[tuple[str, str, Path, object]]:
    match shape:
        case Policy():
            yield "policy", name, (), shape
        case Overlay():
            yield "overlay", name, (), shape
        case Linkage():
            yield "linkage", name.removeprefix("linkage/"), (), shape
        case Codes():
            yield "codes", name.removeprefix("codes/"), (), shape
        case FactTypes():
            yield from (("fact_type", key, ("fact_types", key), part) for key, part in shape.fact_types.items())
        case Measures():
            yield from (("measure", key, ("measures", key), part) for key, part in shape.measures.items())
        case Documents():
            yield from (("document", key, ("documents", key), part) for key, part in shape.documents.items())
        case Departments():
            yield from (("department", key, ("departments", key), part) for key, part in shape.departments.items())


def working_calendar(days: Holidays) -> WorkingCalendar:
    """The working calendar *days* describe (S2)."""
    ordinals = (frozenset(day.toordinal() for day in listed) for listed in (days.rest, days.work))
    return WorkingCalendar(days.first.toordinal(), days.last.toordinal(), *ordinals)
