"""A template's part as a tree: fixed markup, values by name and key, choices and loops.

Plain data, so that it can be kept in a file: see `stored`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


class UnplannedError(Exception):
    """A template says something that is not planned for."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that stands in the template itself."""

    value: object


@dataclass(frozen=True, slots=True)
class Named:
    """The value of a name."""

    name: str


@dataclass(frozen=True, slots=True)
class Picked:
    """What stands in a value under a key."""

    owner: Expression
    key: Expression


@dataclass(frozen=True, slots=True)
class Compared:
    """Whether two values are the same, or differ."""

    left: Expression
    right: Expression
    operator: Literal["eq", "ne"]


@dataclass(frozen=True, slots=True)
class Joined:
    """Whether both tests hold, or one of them."""

    left: Expression
    right: Expression
    operator: Literal["and", "or"]


@dataclass(frozen=True, slots=True)
class Negated:
    """Whether a test does not hold."""

    inner: Expression


Expression = Constant | Named | Picked | Compared | Joined | Negated


@dataclass(frozen=True, slots=True)
class Text:
    """Markup that is the same in every document."""

    markup: str


@dataclass(frozen=True, slots=True)
class Value:
    """A place where a value goes in, by its number in the order of the template."""

    expression: Expression
    number: int


@dataclass(frozen=True, slots=True)
class Choice:
    """The first branch whose test holds, or else `otherwise`."""

    branches: tuple[tuple[Expression, Nodes], ...]
    otherwise: Nodes


@dataclass(frozen=True, slots=True)
class Loop:
    """The body once for each item of a list; `counts` where the body asks for the item's number."""

    name: str
    items: Expression
    body: Nodes
    counts: bool


Node = Text | Value | Choice | Loop
Nodes = tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Proven:
    """A part's tree, and what is known of every rendering of it.

    `line_breaks` are the values that stand in a run's text, where a line break becomes an
    element; `may_empty` says that a cell can lose all its paragraphs.
    """

    tree: Nodes
    line_breaks: frozenset[int]
    may_empty: bool
