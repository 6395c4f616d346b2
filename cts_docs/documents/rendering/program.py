"""A planned template put to work: values in, the bytes of a part out, with nothing worked out twice.

A value is looked at as it goes in. Whatever is not plain text or a whole number, is missing, or
holds a character that no document holds raises `UnusualValueError`: the caller then takes the
careful way, whose messages name the place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from operator import itemgetter

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
    Value,
)

Scope = dict[str, object]
Write = Callable[[bytes], None]
Read = Callable[[Scope], object]
Step = bytes | Callable[[Scope, Write], None]
"""Fixed bytes, or what writes the rest."""

LINE_BREAK = '</w:t><w:br/><w:t xml:space="preserve">'
"""What docxtpl makes of a line break in a value."""

# Tabs are among the forbidden here: what docxtpl makes of them depends on the run around them.
_SPECIAL = re.compile("[\x00-\x1f\x7f-\x9f&<>\"'\ufffe\uffff]")
_FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_PROTECTED = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;", "\n": LINE_BREAK}
)
_FAULTS = (LookupError, TypeError, ValueError, AttributeError)


class UnusualValueError(Exception):
    """A value that the plan does not provide for."""


class Program:
    """The rendering of one part, as steps."""

    def __init__(self, tree: Nodes, line_breaks: frozenset[int]) -> None:
        """`line_breaks` are the numbers of the values whose line breaks are elements."""
        self._steps = _steps(tree, line_breaks)

    def run(self, values: Mapping[str, object]) -> bytes:
        """The part with `values` in their places; raises UnusualValueError."""
        pieces: list[bytes] = []
        write = pieces.append
        scope = dict(values)
        try:
            _take(self._steps, scope, write)
        except _FAULTS as error:
            raise UnusualValueError from error
        return b"".join(pieces)


def _steps(tree: Nodes, line_breaks: frozenset[int]) -> tuple[Step, ...]:
    return tuple(_step(node, line_breaks) for node in tree)


def _step(node: Node, line_breaks: frozenset[int]) -> Step:
    match node:
        case Text():
            return node.markup.encode()
        case Value():
            return _value(_reading(node.expression), node.number in line_breaks)
        case Choice():
            branches = tuple((_reading(test), _steps(body, line_breaks)) for test, body in node.branches)
            return _choice(branches, _steps(node.otherwise, line_breaks))
        case Loop():
            return _loop(node, _reading(node.items), _steps(node.body, line_breaks))


def _take(steps: tuple[Step, ...], scope: Scope, write: Write) -> None:
    for step in steps:
        if isinstance(step, bytes):
            write(step)
        else:
            step(scope, write)


def _value(read: Read, breaks: bool) -> Step:
    def write_value(scope: Scope, write: Write) -> None:
        value = read(scope)
        if type(value) is str:
            write(_protected(value, breaks) if _SPECIAL.search(value) else value.encode())
        elif type(value) is int:
            write(b"%d" % value)
        else:
            raise UnusualValueError

    return write_value


def _protected(value: str, breaks: bool) -> bytes:
    plain = value.replace("\r\n", "\n").replace("\r", "\n") if "\r" in value else value
    if _FORBIDDEN.search(plain) or ("\n" in plain and not breaks):
        raise UnusualValueError
    return plain.translate(_PROTECTED).encode()


def _choice(branches: tuple[tuple[Read, tuple[Step, ...]], ...], otherwise: tuple[Step, ...]) -> Step:
    def write_choice(scope: Scope, write: Write) -> None:
        for test, body in branches:
            if test(scope):
                _take(body, scope, write)
                return
        _take(otherwise, scope, write)

    return write_choice


def _loop(node: Loop, read: Read, body: tuple[Step, ...]) -> Step:
    name, counts = node.name, node.counts

    def write_loop(scope: Scope, write: Write) -> None:
        items = read(scope)
        if not isinstance(items, list | tuple):
            raise UnusualValueError
        inner = dict(scope)
        for index, item in enumerate(items):
            inner[name] = item
            if counts:
                inner["loop"] = _counted(index, len(items))
            _take(body, inner, write)

    return write_loop


def _counted(index: int, length: int) -> dict[str, object]:
    """What a template may ask of its loop."""
    return {
        "index": index + 1,
        "index0": index,
        "first": index == 0,
        "last": index == length - 1,
        "length": length,
    }


def _reading(expression: Expression) -> Read:
    match expression:
        case Constant(value):
            return lambda _scope: value
        case Named(name):
            return itemgetter(name)
        case Picked():
            return _picked(expression)
        case Compared(left, right, operator):
            first, second, same = _reading(left), _reading(right), operator == "eq"
            return lambda scope: (first(scope) == second(scope)) is same
        case Joined(left, right, operator):
            one, other = _reading(left), _reading(right)
            if operator == "and":
                return lambda scope: one(scope) and other(scope)
            return lambda scope: one(scope) or other(scope)
        case Negated(inner):
            negated = _reading(inner)
            return lambda scope: not negated(scope)


def _picked(expression: Picked) -> Read:
    match expression:
        case Picked(Named(name), Constant(key)):
            return lambda scope: scope[name][key]  # type: ignore[index]  # what is no mapping is a fault
        case Picked(Picked(Named(name), Constant(outer)), Constant(key)):
            return lambda scope: scope[name][outer][key]  # type: ignore[index]  # as above
        case Picked(owner, key_expression):
            found, wanted = _reading(owner), _reading(key_expression)
            return lambda scope: found(scope)[wanted(scope)]  # type: ignore[index]  # as above
