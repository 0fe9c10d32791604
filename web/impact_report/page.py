"""The whole report as one page: its parts, its style and its script, and leave for nothing else to run or load."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from adapters.impact.words import decisions, explaining, share
from engine.catalogue import LANGUAGES
from engine.population.impact import Impact
from web.impact_report import bars, curve, flows, scale, sections, series, summary, tiles
from web.impact_report.texts import (
    Both,
    both,
    called,
    figure,
    grouped,
    holding,
    plain,
    population,
    release,
    said,
    trait,
)
from web.impact_report.wordings import compared

TEMPLATES: Final = Path(__file__).parents[1] / "templates"
MOST_AFFECTED: Final = 500
"""Subjects shown in the page; the files beside it hold them all."""
OPEN_POLICIES: Final = 6
"""Policies whose words stand open; those of more can be unfolded."""
WORDS: Final[Mapping[str, Any]] = {
    "t": said, "called": called, "figure": figure, "n": grouped, "trait": trait, "holding": holding,
    "release": release, "population": population,
    "W": scale.WIDTH, "series_": series, "curve_": curve, "flows_": flows, "tiles_": tiles, "bars_": bars,
}  # fmt: skip
"""What all templates of the report say words by, and know of how drawings are made."""


def page(impact: Impact) -> bytes:
    """The report on *impact*: HTML that is well-formed XML too, the same bytes for the same impact."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    style, script = ((TEMPLATES / "impact" / name).read_text(encoding="utf-8") for name in ("style.css", "script.js"))
    return (
        environment.get_template("impact/report.html")
        .render(
            style=Markup(style),  # noqa: S704 - files of ours
            script=Markup(script),  # noqa: S704 - the same
            policy=f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'",
            **values(impact),
        )
        .encode()
    )


def values(impact: Impact) -> dict[str, Any]:
    """What the templates of the parts of the report on *impact* speak of."""
    found = _parts(impact)
    return {**WORDS, "impact": impact, **found, "parts": tuple(_there(found))}


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _parts(impact: Impact) -> dict[str, Any]:
    changed = summary.changed_lists(impact)
    rows = summary.by_department(impact)
    return {
        "languages": LANGUAGES,
        "settings": settings_of(impact),
        "numbers": tuple(summary.numbers(impact)),
        "sentences": tuple(summary.sentences(impact)),
        "words": compared(impact.wordings),
        "changed": changed,
        "unchanged": tuple(one for one in impact.lists if not one.changed),
        "listed": sections.listed(impact),
        "flow": flows.flows(impact.flows),
        "map": sections.whole_map(impact),
        "matrices": tuple(map(sections.matrix, impact.grades)),
        "departments": sections.departments(impact),
        "department_rows": tuple((title, grouped(more), grouped(less)) for title, more, less in rows),
        "share": share(float(sample.share), 1) if (sample := impact.settings.sample) else "",
        "sweeps": tuple(sections.swept(impact)),
        "affected": sections.behind(impact.affected, MOST_AFFECTED),
        "decided": _decided(impact),
        "explaining": explaining(impact.settings),
        "behind": {one.policy: one.title for one in impact.affected},
        "open_policies": OPEN_POLICIES,
    }


def _there(found: dict[str, Any]) -> Iterator[str]:
    """The parts that have something to say, in their order on the page."""
    needs = {"flows": "flow", "workload": "departments", "map": "map", "grades": "matrices", "sweeps": "sweeps",
             "affected": "affected"}  # fmt: skip
    yield from ("words", "lists")
    yield from (name for name, need in needs.items() if found[need])
    yield "about"


def settings_of(impact: Impact, *without: str) -> tuple[tuple[Both, Both], ...]:
    """Every setting and its value *without* some; the command is left out: it has its own place."""
    given = impact.settings
    rows: dict[str, Both] = {
        "baseline": said("by_name.release", name=release(given.baseline.name), hash=given.baseline.hash),
        "candidate": said("by_name.release", name=release(given.candidate.name), hash=given.candidate.hash),
        "population": population(given.population),
        "subjects": plain(grouped(given.population.subjects)),
        "facts": plain(grouped(given.population.facts)),
        "synthetic": said("answer.yes" if given.population.synthetic else "answer.no"),
    }
    rows |= {name: plain(str(getattr(given, name))) for name in ("first", "last", "as_of", "known_at")}
    rows["decisions"] = both(lambda language: decisions(given, language))
    rows["engine"] = called("engine", given.engine)
    return tuple((said(f"setting.{name}"), value) for name, value in rows.items() if name not in without)


def _decided(impact: Impact) -> Both:
    """Which decisions bind, in a sentence."""
    given = impact.settings
    if given.decisions == "assumed" and given.decided_after:
        return said("about.assumed_after", days=given.decided_after)
    return said("about.recorded" if given.decisions == "recorded" else "about.assumed")
