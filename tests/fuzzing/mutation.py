"""Mutations of one XML part that keep most of it well-formed, so that they reach beyond the parser."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

TOKEN = re.compile(r"<[^>]*>|[^<]+")
ATTRIBUTE = re.compile(r'([A-Za-z:]+)="([^"]*)"')
VALUES = (
    "",
    "0",
    "-1",
    "1",
    "60",
    "0.1",
    "0.30000000000000004",
    "1e309",
    "1e-400",
    "-0",
    "NaN",
    "inf",
    "9" * 40,
    "0.9.9",
    "１",
    "٣",
    "²",
    "TRUE",
    "#REF!",
    "不适用",
    "符合",
    "A0",
    "A1",
    "XFD1048576",
    "XFE1",
    "AAAA1",
    "A99999999999",
    "A1:A1",
    "A1:B2:C3",
    "$A$1:$XFD$1048576",
    "Sheet!A1",
    "'结果'!$A$1",
    "s",
    "n",
    "b",
    "e",
    "d",
    "str",
    "inlineStr",
    "shared",
    "array",
    "dataTable",
    "2026-02-30",
    "2026-03-01T25:00:00",
    "_x0000_",
    "_xD800_",
    "_x005F_",
    "\ufffe",
    "=1+1",
    "A1=bands;A1=rows",
    "../../etc/passwd",
    "/xl/worksheets/sheet1.xml",
    "http://192.0.2.1/",
    "&amp;",
    "示例" * 500,
    '"',
    '("',
    "{1,2;3}",
    "IF(" * 60,
    "[1]A!B2",
)

Change = Callable[[random.Random, list[str]], None]


def mutated(chance: random.Random, xml: str, times: int | None = None) -> str:
    """The text of a part with one to some changes."""
    tokens = TOKEN.findall(xml)
    for _ in range(times or chance.choice((1, 1, 2, 4))):
        if tokens:
            chance.choice(_CHANGES)(chance, tokens)
    return "".join(tokens)


def _place(chance: random.Random, tokens: list[str]) -> int:
    return chance.randrange(len(tokens))


def _removed(chance: random.Random, tokens: list[str]) -> None:
    del tokens[_place(chance, tokens)]


def _doubled(chance: random.Random, tokens: list[str]) -> None:
    start = _place(chance, tokens)
    end = min(len(tokens), start + chance.choice((1, 2, 4, 8)))
    tokens[start:start] = tokens[start:end]


def _swapped(chance: random.Random, tokens: list[str]) -> None:
    one, other = _place(chance, tokens), _place(chance, tokens)
    tokens[one], tokens[other] = tokens[other], tokens[one]


def _other_text(chance: random.Random, tokens: list[str]) -> None:
    places = [place for place, token in enumerate(tokens) if not token.startswith("<")]
    if places:
        tokens[chance.choice(places)] = chance.choice(VALUES).replace("<", "&lt;")


def _other_attribute(chance: random.Random, tokens: list[str]) -> None:
    place = _tag_with_attributes(chance, tokens)
    if place is not None:
        name = chance.choice(ATTRIBUTE.findall(tokens[place]))[0]
        value = chance.choice(VALUES).replace('"', "&quot;")
        tokens[place] = re.sub(rf'\b{name}="[^"]*"', lambda _: f'{name}="{value}"', tokens[place], count=1)


def _no_attribute(chance: random.Random, tokens: list[str]) -> None:
    place = _tag_with_attributes(chance, tokens)
    if place is not None:
        name = chance.choice(ATTRIBUTE.findall(tokens[place]))[0]
        tokens[place] = re.sub(rf' {name}="[^"]*"', "", tokens[place], count=1)


def _other_kind(chance: random.Random, tokens: list[str]) -> None:
    """Another type put upon a cell."""
    places = [place for place, token in enumerate(tokens) if token.startswith("<c ")]
    if places:
        place = chance.choice(places)
        kind = chance.choice(("s", "n", "b", "e", "d", "str", "inlineStr", "zz", ""))
        tokens[place] = re.sub(r' t="[^"]*"', "", tokens[place]).replace("<c ", f'<c t="{kind}" ', 1)


def _tag_with_attributes(chance: random.Random, tokens: list[str]) -> int | None:
    places = [
        place for place, token in enumerate(tokens) if token.startswith("<") and ATTRIBUTE.search(token)
    ]
    return chance.choice(places) if places else None


_CHANGES: tuple[Change, ...] = (
    _removed,
    _doubled,
    _swapped,
    _other_text,
    _other_text,
    _other_text,
    _other_attribute,
    _other_attribute,
    _no_attribute,
    _other_kind,
)
