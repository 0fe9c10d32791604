"""Makes the tables of the language reference anew: `python -m engine.language.tables docs/policy-language.md`.

A table stands between `<!-- keys of Listing -->` and `<!-- end -->`, where `Listing` is the name of a shape; the
built-in fact types between `<!-- built-in fact types -->` and `<!-- end -->`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from engine.language.builtin import BUILTIN_FACT_TYPES
from engine.language.fact_types import FactType, FieldKeys
from engine.language.schema import SHAPES, keys_table, shapes_below
from engine.language.shape import Shape

ALL_SHAPES: Final[Mapping[str, type[Shape]]] = {
    shape.__name__: shape for top in SHAPES.values() for shape in shapes_below(top)
}
"""Every shape of the language by its name."""

_TABLE: Final = re.compile(r"<!-- (keys of (?P<shape>\w+)|built-in fact types) -->\n.*?<!-- end -->", re.DOTALL)


def refreshed(text: str) -> str:
    """The reference *text* with every table made anew; `KeyError` where one is of no shape."""
    return _TABLE.sub(lambda found: _table(found[1], found["shape"]), text)


def _table(marker: str, shape: str | None) -> str:
    rows = keys_table(ALL_SHAPES[shape]) if shape is not None else list(_builtin_rows())
    return "\n".join((f"<!-- {marker} -->", *rows, "<!-- end -->"))


def _builtin_rows() -> list[str]:
    rows = ["| fact type | Chinese | fields |", "|---|---|---|"]
    return rows + [f"| `{name}` | {keys.title} | {_fields(keys)} |" for name, keys in BUILTIN_FACT_TYPES.items()]


def _fields(keys: FactType) -> str:
    return "; ".join(f"`{name}` {field.label}{_more(field)}" for name, field in keys.fields.items())


def _more(field: FieldKeys) -> str:
    codes = ", ".join(f"`{code}` {label}" for code, label in field.values.items())
    return (f" ({codes})" if codes else "") + (", needed" if field.required else "")


def main(path: Path) -> None:
    """Refresh the tables of the file at *path*."""
    path.write_text(refreshed(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
