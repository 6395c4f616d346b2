"""How a template is read into its tree: the part of its language whose rendering can be planned.

Fixed text, values by name and key, choices and loops. Everything else (filters, calls,
assignments) is `UnplannedError`, and left to the template engine itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from jinja2 import nodes
from jinja2.exceptions import TemplateError

from cts_docs.documents.rendering.environment import environment
from cts_docs.documents.rendering.tree import (
    Choice,
    Compared,
    Constant,
    Expression,
    Joined,
    Loop,
    Named,
    Negated,
    Node,
    Nodes,
    Picked,
    Text,
    UnplannedError,
    Value,
)

_LOOP = "loop"
_METHODS = frozenset(dir(dict))
"""Names that Jinja finds on a mapping itself before it looks among its keys."""


def understood(source: str) -> Nodes:
    """The tree of a prepared template; raises UnplannedError where it says more than can be planned."""
    try:
        parsed = environment().parse(source)
    except (TemplateError, RecursionError) as error:
        raise UnplannedError from error
    return _nodes(parsed.body, count())


def with_braces(markup: str) -> str:
    """Markup with the doubled braces that docxtpl lets a template write as `{_{`."""
    for written, meant in (("{_{", "{{"), ("}_}", "}}"), ("{_%", "{%"), ("%_}", "%}")):
        markup = markup.replace(written, meant)
    return markup


def _nodes(statements: list[nodes.Node], numbers: Iterator[int]) -> Nodes:
    found: list[Node] = []
    for statement in statements:
        match statement:
            case nodes.Output():
                found += [_output(each, numbers) for each in statement.nodes]
            case nodes.If():
                found.append(_choice(statement, numbers))
            case nodes.For(else_=[], test=None, recursive=False, target=nodes.Name()):
                found.append(_loop(statement, numbers))
            case _:
                raise UnplannedError
    return tuple(found)


def _output(node: nodes.Expr, numbers: Iterator[int]) -> Node:
    if isinstance(node, nodes.TemplateData):
        return Text(with_braces(node.data))
    return Value(_expression(node), next(numbers))


def _choice(node: nodes.If, numbers: Iterator[int]) -> Choice:
    branches = tuple((_expression(each.test), _nodes(each.body, numbers)) for each in (node, *node.elif_))
    return Choice(branches, _nodes(node.else_, numbers))


def _loop(node: nodes.For, numbers: Iterator[int]) -> Loop:
    counts = any(each.name == _LOOP for inner in node.body for each in _names(inner))
    target = node.target
    if not isinstance(target, nodes.Name) or target.name == _LOOP:
        raise UnplannedError
    return Loop(target.name, _expression(node.iter), _nodes(node.body, numbers), counts)


def _names(node: nodes.Node) -> list[nodes.Name]:
    own = [node] if isinstance(node, nodes.Name) else []
    return own + list(node.find_all(nodes.Name))


def _expression(node: nodes.Node) -> Expression:
    match node:
        case nodes.Const():
            return Constant(node.value)
        case nodes.Name():
            return Named(node.name)
        case nodes.Getattr() if not node.attr.startswith("_") and node.attr not in _METHODS:
            return Picked(_expression(node.node), Constant(node.attr))
        case nodes.Getitem():
            return Picked(_expression(node.node), _expression(node.arg))
        case _:
            return _test(node)


def _test(node: nodes.Node) -> Expression:
    match node:
        case nodes.Not():
            return Negated(_expression(node.node))
        case nodes.And():
            return Joined(_expression(node.left), _expression(node.right), "and")
        case nodes.Or():
            return Joined(_expression(node.left), _expression(node.right), "or")
        case nodes.Compare(ops=[nodes.Operand(op="eq" | "ne" as operator)]):
            return Compared(_expression(node.expr), _expression(node.ops[0].expr), operator)
        case _:
            raise UnplannedError
