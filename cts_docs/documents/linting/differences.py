"""What differs between two versions of a template, as text where texts differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from itertools import zip_longest

from lxml import etree

from cts_docs.documents.comparison import SHARED_TEXTS, cells_of
from cts_docs.documents.linting.reading import Paragraph, paragraphs, rendered_parts, roots
from cts_docs.documents.ooxml.properties import EMBEDDED_DATA_PART
from cts_docs.documents.rendering.problems import described
from cts_docs.files.zipping import read_package

_SHOWN = 40


def differences(made: bytes, current: bytes, name: str) -> tuple[str, ...]:
    """Each difference of a file from the one that was made, part by part.

    Raises RefusedError where one of them is not a package.
    """
    before, after = read_package(made, name), read_package(current, name)
    return tuple(_differences(before, after))


def _differences(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Iterator[str]:
    for part in sorted({*before, *after} - {EMBEDDED_DATA_PART, SHARED_TEXTS}):
        if part not in after:
            yield f"－{part}"
        elif part not in before:
            yield f"＋{part}"
        elif before[part] != after[part]:
            if part in rendered_parts(after):
                yield from _words(part, before, after) or (part,)
            elif part.startswith("xl/worksheets/"):
                yield from _changed_cells(part, before, after) or (part,)
            else:
                yield part


def _words(part: str, before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[str]:
    try:
        then, now = (paragraphs(roots({part: each[part]})) for each in (before, after))
    except etree.XMLSyntaxError:
        return []
    old, new = [each.text for each in then], [each.text for each in now]
    found = []
    for kind, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            for left, right in zip_longest(then[first:last], now[start:end]):
                found.append(f"{_place(right or left)}：{_quoted(left)} → {_quoted(right)}")
    return found


def _place(at: Paragraph | None) -> str:
    if at is None:
        return ""
    place = described(at.part, at.element, at.root).values()
    where = f"{at.part} 第 {at.number + 1} 段"
    return where + (
        f"（表 {place['table']} 行 {place['row']} 格 {place['cell']}）" if "table" in place else ""
    )


def _quoted(at: Paragraph | None) -> str:
    if at is None:
        return "—"
    return f"“{at.text}”" if len(at.text) <= _SHOWN else f"“{at.text[:_SHOWN]}…”"


def _changed_cells(part: str, before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[str]:
    try:
        then, now = cells_of(before, part), cells_of(after, part)
    except etree.XMLSyntaxError:
        return []
    sheet = part.rpartition("/")[2].removesuffix(".xml")
    return [
        f"{sheet}!{cell}：“{then.get(cell, '')[:_SHOWN]}” → “{now.get(cell, '')[:_SHOWN]}”"
        for cell in dict.fromkeys((*then, *now))
        if then.get(cell, "") != now.get(cell, "")
    ]
