"""What is proven of a template, as a file: JSON, read for that very template or not at all.

The first line says what the rest is: the form of the file, the SHA-256 of the template's bytes
and of the rest, and the versions of the libraries that worked it out. Where one of them is not
as it should be, the file is passed over, and the template worked out anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from cts_docs.documents.rendering.libraries import LIBRARIES, library_versions
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
    Proven,
    Text,
    Value,
)

FORM = 1
LARGEST = 8 * 1024 * 1024
"""The most bytes of a file; the largest of ours has about half a megabyte."""

_LONGEST_HEAD = 1000
_UNREADABLE = (ValueError, KeyError, RecursionError)

Parts = Mapping[str, Proven | None]
"""What is proven of each part that is rendered, None where it cannot be planned."""


def written(template: bytes, parts: Parts) -> bytes:
    """The file for a template."""
    shapes = {name: None if part is None else _part_shape(part) for name, part in sorted(parts.items())}
    rest = json.dumps(shapes, ensure_ascii=False, indent=0, allow_nan=False).encode() + b"\n"
    head = {**_made_for(template), "sha256": hashlib.sha256(rest).hexdigest()}
    return json.dumps(head).encode() + b"\n" + rest


def read(file: Path, template: bytes) -> Parts | None:
    """What a file says of a template; None where it is missing, damaged, or another template's."""
    try:
        with file.open("rb") as stream:
            head = _known(json.loads(stream.readline(_LONGEST_HEAD)))
            if {name: head[name] for name in head if name != "sha256"} != _made_for(template):
                return None
            rest = stream.read(LARGEST)
        if hashlib.sha256(rest).hexdigest() != head["sha256"]:
            return None
        return {name: _part(shape) for name, shape in _known(json.loads(rest)).items()}
    except (OSError, *_UNREADABLE):
        return None


def made_with_others(file: Path) -> str:
    """The versions that a file was made with, where they are not those at hand; else nothing."""
    try:
        with file.open("rb") as stream:
            head = _known(json.loads(stream.readline(_LONGEST_HEAD)))
        found = tuple(str(head[name]) for name in LIBRARIES)
    except (OSError, *_UNREADABLE):
        return ""
    if found == library_versions():
        return ""
    return "、".join(f"{name} {version}" for name, version in zip(LIBRARIES, found, strict=True))


def _made_for(template: bytes) -> dict[str, object]:
    made_with = dict(zip(LIBRARIES, library_versions(), strict=True))
    return {"form": FORM, "template": hashlib.sha256(template).hexdigest(), **made_with}


def _part_shape(part: Proven) -> dict[str, object]:
    return {
        "line_breaks": sorted(part.line_breaks),
        "may_empty": part.may_empty,
        "tree": [_shape(node) for node in part.tree],
    }


def _shape(node: Node) -> object:
    match node:
        case Text(markup):
            return markup
        case Value(expression, number):
            return ["value", _said(expression), number]
        case Choice(branches, otherwise):
            tests = [[_said(test), [_shape(inner) for inner in body]] for test, body in branches]
            return ["choice", tests, [_shape(inner) for inner in otherwise]]
        case Loop(name, items, body, counts):
            return ["loop", name, _said(items), [_shape(inner) for inner in body], counts]


def _said(expression: Expression) -> list[object]:
    match expression:
        case Constant(value):
            return ["constant", value]
        case Named(name):
            return ["named", name]
        case Picked(owner, key):
            return ["picked", _said(owner), _said(key)]
        case Compared(left, right, operator) | Joined(left, right, operator):
            return [operator, _said(left), _said(right)]
        case Negated(inner):
            return ["not", _said(inner)]


def _known(shape: object) -> dict[str, object]:
    if not isinstance(shape, dict):
        raise ValueError("no mapping")
    return shape


def _part(shape: object) -> Proven | None:
    match shape:
        case None:
            return None
        case {"line_breaks": list(numbers), "may_empty": bool(may_empty), "tree": tree, **others} if (
            not others
        ):
            return Proven(_nodes(tree), frozenset(map(_number, numbers)), may_empty)
        case _:
            raise ValueError("no part")


def _number(shape: object) -> int:
    if type(shape) is not int:
        raise ValueError("no number")
    return shape


def _nodes(shape: object) -> Nodes:
    if not isinstance(shape, list):
        raise ValueError("no nodes")
    return tuple(map(_node, shape))


def _node(shape: object) -> Node:
    match shape:
        case str(markup):
            return Text(markup)
        case ["value", expression, number]:
            return Value(_expression(expression), _number(number))
        case ["choice", list(branches), otherwise]:
            return Choice(tuple(map(_branch, branches)), _nodes(otherwise))
        case ["loop", str(name), items, body, bool(counts)]:
            return Loop(name, _expression(items), _nodes(body), counts)
        case _:
            raise ValueError("no node")


def _branch(shape: object) -> tuple[Expression, Nodes]:
    match shape:
        case [test, body]:
            return _expression(test), _nodes(body)
        case _:
            raise ValueError("no branch")


def _expression(shape: object) -> Expression:
    match shape:
        case ["constant", None | str() | int() | float() as value]:
            return Constant(value)
        case ["named", str(name)]:
            return Named(name)
        case ["picked", owner, key]:
            return Picked(_expression(owner), _expression(key))
        case ["eq" | "ne" as operator, left, right]:
            return Compared(_expression(left), _expression(right), operator)
        case ["and" | "or" as operator, left, right]:
            return Joined(_expression(left), _expression(right), operator)
        case ["not", inner]:
            return Negated(_expression(inner))
        case _:
            raise ValueError("no expression")
