"""The numbers that Word counts itself: they stand in no text and have to be counted again."""

from __future__ import annotations

import re
from collections.abc import Mapping

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.styles.style import ParagraphStyle

from cts_docs.documents.ooxml.xml_parts import Element

_PLACE = re.compile(r"%([1-9])")
_LEVELS = 9
_DIGITS = "一二三四五六七八九"


class Numbering:
    """The automatic numbers of a document, given paragraph by paragraph in their order."""

    def __init__(self, document: WordDocument) -> None:
        self._lists: dict[str, Element] = {}
        self._kinds: dict[str, Element] = {}
        self._counts: dict[str, list[int]] = {}
        self._styles = {
            style.style_id: style for style in document.styles if isinstance(style, ParagraphStyle)
        }
        part = next(
            (each.target_part for each in document.part.rels.values() if each.reltype.endswith("/numbering")),
            None,
        )
        root: Element | None = getattr(part, "element", None)
        if root is None:
            return
        self._kinds = {each.get(qn("w:abstractNumId"), ""): each for each in root.iter(qn("w:abstractNum"))}
        self._lists = {each.get(qn("w:numId"), ""): each for each in root.iter(qn("w:num"))}

    def label(self, properties: Element | None, style: str) -> str:
        """The number of the next paragraph, empty where it has none."""
        chosen = _chosen(properties) or self._of_style(style)
        levels = self._levels(chosen[0]) if chosen else {}
        if chosen is None or chosen[1] not in levels:
            return ""
        number, level = chosen
        counts = self._counts.setdefault(self._kind(number), [0] * _LEVELS)
        for above in range(level):
            counts[above] = counts[above] or _start(levels.get(above))
        counts[level] = counts[level] + 1 if counts[level] else _start(levels[level])
        counts[level + 1 :] = [0] * (_LEVELS - level - 1)
        pattern = value_of(levels[level], "w:lvlText")
        if value_of(levels[level], "w:numFmt") == "bullet":
            return ""
        return _PLACE.sub(lambda found: self._counted(levels, counts, int(found[1]) - 1), pattern).strip()

    def _counted(self, levels: Mapping[int, Element], counts: list[int], level: int) -> str:
        kind = value_of(levels[level], "w:numFmt") if level in levels else "decimal"
        return _formatted(counts[level], kind)

    def _of_style(self, style: str) -> tuple[str, int] | None:
        seen: set[str] = set()
        each: object = self._styles.get(style)
        while isinstance(each, ParagraphStyle) and each.style_id not in seen:
            seen.add(each.style_id)
            chosen = _chosen(each.element.find(qn("w:pPr")))
            if chosen:
                return chosen[0], self._style_level(chosen[0], style, chosen[1])
            each = each.base_style
        return None

    def _style_level(self, number: str, style: str, stated: int) -> int:
        """The level that a list links to a style, else the one that the style states."""
        for level, element in self._levels(number).items():
            if value_of(element, "w:pStyle") == style:
                return level
        return stated

    def _kind(self, number: str) -> str:
        return value_of(self._lists.get(number), "w:abstractNumId")

    def _levels(self, number: str) -> Mapping[int, Element]:
        kind = self._kinds.get(self._kind(number))
        found = () if kind is None else kind.iterchildren(qn("w:lvl"))
        return {int(each.get(qn("w:ilvl"), "0")): each for each in found}


def _chosen(properties: Element | None) -> tuple[str, int] | None:
    chosen = None if properties is None else properties.find(qn("w:numPr"))
    if chosen is None:
        return None
    level = value_of(chosen, "w:ilvl")
    return value_of(chosen, "w:numId"), min(int(level), _LEVELS - 1) if level.isdecimal() else 0


def _start(level: Element | None) -> int:
    stated = value_of(level, "w:start")
    return int(stated) if stated.isdecimal() else 1


def _formatted(number: int, kind: str) -> str:
    if kind.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    if kind in ("lowerLetter", "upperLetter") and 1 <= number <= 26:
        return chr(ord("a" if kind == "lowerLetter" else "A") + number - 1)
    if kind.startswith("chineseCounting"):
        return _chinese(number)
    return str(number)


def _chinese(number: int) -> str:
    """一 to 九十九, as 十 and 二十一 are written."""
    tens, ones = divmod(number, 10)
    if not 1 <= number <= 99:
        return str(number)
    return (
        (_DIGITS[tens - 1] if tens > 1 else "") + ("十" if tens else "") + (_DIGITS[ones - 1] if ones else "")
    )


def value_of(element: Element | None, tag: str) -> str:
    """The value of a child of an element of properties, empty where either is missing."""
    found = None if element is None else element.find(qn(tag))
    return "" if found is None else found.get(qn("w:val"), "")
