"""Templates checked before they are kept: what they may do is little, and every name they use is one there is.

No calls, no arithmetic, loops over lists of the letter alone, two deep: so what a template costs is bounded by its
length, whatever it says. The sandbox that fills it (`filling`) is the second wall.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, Final

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from adapters.letters.shape import SHAPE, Branch
from engine.problems import Place, Problem

MOST: Final = 20_000
"""Characters that a template has at most."""
FILTERS: Final = frozenset({"join", "default", "length", "first", "last", "trim"})
TESTS: Final = frozenset({"defined", "undefined", "none"})
_DEEP: Final = 2
_ALLOWED: Final = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.If, nodes.For, nodes.And,
    nodes.Or, nodes.Not, nodes.Compare, nodes.Operand, nodes.Const, nodes.Filter, nodes.Test, nodes.CondExpr,
)  # fmt: skip
Known = Mapping[str, "str | Branch | tuple[Branch]"]
_LOOP: Final[Branch] = {"index": "text", "first": "text", "last": "text", "length": "text"}


def wrong_with(text: str, name: str) -> list[Problem]:
    """Everything wrong with the template *text*, each at its line of *name*."""
    if len(text) > MOST:
        return [Problem("letters.too_long", Place(name), {"limit": MOST})]
    try:
        tree = ImmutableSandboxedEnvironment().parse(text)
    except TemplateSyntaxError as error:
        return [Problem("letters.syntax", Place(name, error.lineno), {"said": str(error.message)})]
    return list(dict.fromkeys(_Walk(name).of(tree, SHAPE, 0)))


class _Walk:
    """The way through a template, with what its names stand for on the way."""

    def __init__(self, name: str) -> None:
        self._name = name

    def of(self, node: nodes.Node, known: Known, deep: int) -> Iterator[Problem]:
        """What is wrong with *node*, where the names *known* are there and it stands *deep* loops down."""
        if not isinstance(node, _ALLOWED):
            yield self._problem("letters.not_allowed", node, what=type(node).__name__)
        elif isinstance(node, nodes.For):
            yield from self._loop(node, known, deep)
        elif isinstance(node, (nodes.Name, nodes.Getattr)):
            yield from self._named(node, known)
        else:
            if isinstance(node, nodes.Filter) and node.name not in FILTERS:
                yield self._problem("letters.not_allowed", node, what=f"|{node.name}")
            if isinstance(node, nodes.Test) and node.name not in TESTS:
                yield self._problem("letters.not_allowed", node, what=f"is {node.name}")
            for child in node.iter_child_nodes():
                yield from self.of(child, known, deep)

    def _loop(self, node: nodes.For, known: Known, deep: int) -> Iterator[Problem]:
        over = self._found(node.iter, known)
        fine = isinstance(node.iter, (nodes.Name, nodes.Getattr)) and isinstance(node.target, nodes.Name)
        if not fine or not isinstance(over, tuple) or node.recursive or deep >= _DEEP:
            yield self._problem("letters.no_list", node)
            return
        inner = {**known, str(getattr(node.target, "name", "")): over[0], "loop": _LOOP}
        if node.test is not None:
            yield from self.of(node.test, inner, deep + 1)
        for child in (*node.body, *node.else_):
            yield from self.of(child, inner, deep + 1)

    def _named(self, node: nodes.Expr, known: Known) -> Iterator[Problem]:
        if self._found(node, known) is None:
            said = _said(node)
            begun = known if "." not in said else self._found(getattr(node, "node", node), known)
            near = get_close_matches(said.rpartition(".")[2], list(begun) if isinstance(begun, Mapping) else [], 1)
            options = ", ".join(near or (sorted(begun) if isinstance(begun, Mapping) else []))
            yield self._problem("letters.unknown_name", node, given=said, known=options or "-")

    def _found(self, node: nodes.Node, known: Known) -> Any:
        """What *node* stands for, if it names anything there is."""
        if isinstance(node, nodes.Name):
            return known.get(node.name)
        if isinstance(node, nodes.Getattr):
            below = self._found(node.node, known)
            return below.get(node.attr) if isinstance(below, Mapping) else None
        return None

    def _problem(self, code: str, node: nodes.Node, **values: object) -> Problem:
        return Problem(code, Place(self._name, node.lineno), values)


def _said(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{_said(node.node)}.{node.attr}"
    return str(getattr(node, "name", "?"))
