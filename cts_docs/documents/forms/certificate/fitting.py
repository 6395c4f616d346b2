"""The type of a certificate fitted to its page: large, and smaller only where the content needs it.

Looks at the finished document, so that it serves a body's own template as well: the styles whose ids
begin with `Certificate` are scaled together, and room that is left is shared by the rows of the table.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from docx.oxml.ns import qn
from lxml import etree

from cts_docs.documents.forms.certificate.designs import STYLE_PREFIX
from cts_docs.documents.ooxml.elements import make
from cts_docs.documents.ooxml.xml_parts import Element, parse_strictly
from cts_docs.files.zipping import Member, deflated, pack, read_members

_DOCUMENT, _STYLES = "word/document.xml", "word/styles.xml"
_PERCENT = range(112, 32, -2)
"""The sizes that are tried, in percent of the template's."""
_SLACK = 0.98
"""The share of the page that is filled: programs differ by a few lines' rounding."""
_SMALLEST = 10
"""Half-points below which no type is set."""
_MOST_EXTRA = 300
"""The most room, in twips, that is added to a row."""
_ROW_EDGES = 24
"""Edges of a table row in twips."""
_EMU_PER_TWIP = 635
_CELL_SIDES = 216
_DEFAULT_SIZE, _DEFAULT_LINE = 24, 312
_TOKEN = re.compile(r"[ \u3000]|[^\u2e80-\uffef \n]+|.", re.DOTALL)
_SCRIPT_CHANGE = re.compile(r"[\u2e80-\uffef][0-9A-Za-z]|[0-9A-Za-z][\u2e80-\uffef]")
_BETWEEN_SCRIPTS = 0.25
"""The room in ems that word processors leave between Chinese and Latin characters."""
_WHOLE = re.compile(r"-?\d{1,9}", re.ASCII)
_NARROW, _WIDE_LATIN = frozenset("iljtfr.,;:'|!()[]-/ "), frozenset("mwMWOQGD%&@")


@dataclass(frozen=True, slots=True)
class _Style:
    """What decides a paragraph's height: size in half-points; lines (0: not exact) and distances in twips."""

    size: int
    line: int
    before: int
    after: int


def fitted(content: bytes) -> bytes:
    """The document with its styles scaled and its rows spaced so that it fills one page.

    One whose template has no style of the certificate's, or no page, is left as it is.
    """
    members = read_members(content, "certificate.docx")
    root, styles = parse_strictly(members[_DOCUMENT][0]), members[_STYLES][0]
    page = next(root.iter(qn("w:pgSz")), None), next(root.iter(qn("w:pgMar")), None)
    if not _measures(styles, _PERCENT[0]) or None in page:
        return content
    room = _SLACK * (_number(page[0], "w:h") - _number(page[1], "w:top") - _number(page[1], "w:bottom"))
    width = _number(page[0], "w:w") - _number(page[1], "w:left") - _number(page[1], "w:right")
    for percent in _PERCENT:
        used = _height(root, width, _measures(styles, percent))
        if used <= room:
            break
    _spread(root, room - used, _measures(styles, percent))
    document = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    changed = {_DOCUMENT: deflated(_DOCUMENT, document), _STYLES: _scaled(styles, percent)}
    return pack(({part: member for part, (_, member) in members.items()} | changed).values())


def _number(element: Element | None, name: str, default: int = 0) -> int:
    """A whole number in an attribute; the default where there is none."""
    text = "" if element is None else element.get(qn(name), "")
    return int(text) if _WHOLE.fullmatch(text) else default


def _own_styles(styles: Element) -> Iterator[tuple[str, Element]]:
    for style in styles.iter(qn("w:style")):
        if (name := style.get(qn("w:styleId"), "")).startswith(STYLE_PREFIX):
            yield name, style


@lru_cache(maxsize=256)
def _measures(styles: bytes, percent: int) -> Mapping[str, _Style]:
    """The certificate's styles by id, at a size in percent of the template's."""
    return {name: _style(style, percent) for name, style in _own_styles(parse_strictly(styles))}


@lru_cache(maxsize=64)
def _scaled(styles: bytes, percent: int) -> Member:
    """The part of the styles at a size in percent of the template's."""
    root = parse_strictly(styles)
    for name, style in _own_styles(root):
        _scale(style, _measures(styles, percent)[name])
    return deflated(_STYLES, etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _style(style: Element, percent: int) -> _Style:
    spacing = next(style.iter(qn("w:spacing")), None)
    size = _number(next(style.iter(qn("w:sz")), None), "w:val", _DEFAULT_SIZE)
    shown = max(_SMALLEST, size * percent // 100)
    exact = spacing is not None and spacing.get(qn("w:lineRule")) == "exact"
    line = max(_number(spacing, "w:line") * percent // 100, shown * 12) if exact else 0
    before, after = (_number(spacing, name) * percent // 100 for name in ("w:before", "w:after"))
    return _Style(shown, line, before, after)


def _scale(style: Element, measures: _Style) -> None:
    for name in ("w:sz", "w:szCs"):
        for size in style.iter(qn(name)):
            size.set(qn("w:val"), str(measures.size))
    for spacing in style.iter(qn("w:spacing")):
        if measures.line:
            spacing.set(qn("w:line"), str(measures.line))
        spacing.set(qn("w:before"), str(measures.before))
        spacing.set(qn("w:after"), str(measures.after))


def _height(root: Element, width: int, styles: Mapping[str, _Style]) -> int:
    """The height that the content takes between margins `width` apart, in twips."""
    total = 0
    for block in next(root.iter(qn("w:body"))):
        if block.tag == qn("w:p"):
            total += _paragraph_height(block, width, styles)
        elif block.tag == qn("w:tbl"):
            total += sum(_row_height(row, styles) for row in block.iter(qn("w:tr")))
    return total


def _row_height(row: Element, styles: Mapping[str, _Style]) -> int:
    least = _number(next(row.iter(qn("w:trHeight")), None), "w:val")
    cells = (_cell_height(cell, styles) for cell in row.iter(qn("w:tc")))
    return max(least, *cells) + _ROW_EDGES


def _cell_height(cell: Element, styles: Mapping[str, _Style]) -> int:
    width = _number(next(cell.iter(qn("w:tcW")), None), "w:w") - _CELL_SIDES
    return sum(_paragraph_height(each, width, styles) for each in cell.iter(qn("w:p")))


def _paragraph_height(paragraph: Element, width: int, styles: Mapping[str, _Style]) -> int:
    named = next(paragraph.iter(qn("w:pStyle")), None)
    style = styles.get("" if named is None else named.get(qn("w:val"), ""))
    measures = style or _Style(_DEFAULT_SIZE, _DEFAULT_LINE, 0, 0)
    drawn = max(_drawn_heights(paragraph), default=0)
    lines = line_count(_text(paragraph), measures.size, width)
    line = measures.line or measures.size * 13
    return measures.before + measures.after + (drawn + measures.size * 4 if drawn else lines * line)


def _drawn_heights(paragraph: Element) -> Iterator[int]:
    for extent in paragraph.iter(qn("wp:extent")):
        yield int(extent.get("cy", 0)) // _EMU_PER_TWIP
    for shape in paragraph.iter("{urn:schemas-microsoft-com:vml}oval"):
        found = re.search(r"height:([\d.]+)mm", shape.get("style", ""))
        yield round(float(found[1]) * 56.7) if found else 0


def _text(paragraph: Element) -> str:
    breaks = {qn("w:br"): "\n", qn("w:tab"): " "}
    return "".join(breaks.get(each.tag, each.text or "") for each in paragraph.iter(qn("w:t"), *breaks))


def line_count(text: str, size: int, width: int) -> int:
    """How many lines a text takes, broken between Chinese characters and at blanks."""
    across = width / (size * 10)
    count = 0
    for line in text.split("\n"):
        count, used = count + 1, 0.0
        before = ""
        for token in _TOKEN.findall(line):
            ems = _ems(token) + (_BETWEEN_SCRIPTS if _SCRIPT_CHANGE.fullmatch(before + token[0]) else 0)
            before = token[-1]
            if used + ems > across and not token.isspace():
                count, used = count + 1 + int(ems // across), ems % across if ems > across else ems
            else:
                used += ems
    return count


@lru_cache(maxsize=4096)
def _ems(text: str) -> float:
    """The width of a text in the height of its type, on the wide side."""
    return sum(map(_em, text))


def _em(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WFA":
        return 1.0
    if character in _NARROW:
        return 0.38
    if character in _WIDE_LATIN:
        return 0.95
    return 0.76 if character.isupper() else 0.62


def _spread(root: Element, free: float, styles: Mapping[str, _Style]) -> None:
    """Share the free height among the rows of values; the notes and the row of the seal keep theirs."""
    rows = [row for table in root.iter(qn("w:tbl")) for row in list(table.iter(qn("w:tr")))[:-2]]
    if not rows or free <= 0:
        return
    extra = min(_MOST_EXTRA, int(free / len(rows)))
    for row in rows:
        height = make("w:trHeight", {"w:val": _row_height(row, styles) + extra, "w:hRule": "atLeast"})
        properties = row.find(qn("w:trPr"))
        if properties is None:
            properties = make("w:trPr")
            row.insert(0, properties)
        for old in properties.findall(qn("w:trHeight")):
            properties.remove(old)
        properties.append(height)
