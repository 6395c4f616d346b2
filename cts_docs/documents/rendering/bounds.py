"""What a template may say at all: take values, loop a little and choose. Nothing in it grows without end.

A template comes from outside. Without arithmetic, assignments and macros, and with loops only
a few deep over lists that were handed over, the work that it asks for is bounded by its size
and that of the values.
"""

from __future__ import annotations

from collections.abc import Iterator

from jinja2 import nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

DEEPEST_LOOPS = 3
LONGEST_RANGE = 1000

_ALLOWED = (
    nodes.Output,
    nodes.TemplateData,
    nodes.If,
    nodes.For,
    nodes.Name,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Const,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.CondExpr,
    nodes.Call,
    nodes.Filter,
    nodes.Test,
)


class OutOfBoundsError(SecurityError):
    """A template says what no template may; `lineno` is its line."""

    def __init__(self, said: str, lineno: int) -> None:
        super().__init__(said)
        self.lineno = lineno


class BoundedEnvironment(ImmutableSandboxedEnvironment):
    """The sandbox, for templates within these bounds; any other is refused when it is read."""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parsed: nodes.Template = super()._parse(source, name, filename)
        for said, line in _excesses(parsed, 0):
            raise OutOfBoundsError(said, line)
        return parsed


def _excesses(node: nodes.Node, loops: int) -> Iterator[tuple[str, int]]:
    for inner in node.iter_child_nodes():
        kind = type(inner).__name__.lower()
        deeper = loops + isinstance(inner, nodes.For)
        if not isinstance(inner, _ALLOWED) or (isinstance(inner, nodes.For) and inner.recursive):
            yield kind, inner.lineno
        elif deeper > DEEPEST_LOOPS:
            yield f"for × {deeper}", inner.lineno
        elif isinstance(inner, nodes.Call) and _is_long_range(inner):
            yield "range", inner.lineno
        else:
            yield from _excesses(inner, deeper)


def _is_long_range(call: nodes.Call) -> bool:
    """Whether a call of `range` counts further than any list goes, or to no number that stands there."""
    if not isinstance(call.node, nodes.Name) or call.node.name != "range":
        return False
    values = [each.value if isinstance(each, nodes.Const) else None for each in call.args]
    return any(not isinstance(value, int) or abs(value) > LONGEST_RANGE for value in values)
