"""A table of contents as one field that Word refreshes; its entries are the field's cached result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from docx.oxml.ns import qn

from cts_docs.documents.ooxml.elements import append_block, child, make
from cts_docs.documents.ooxml.text import field, field_part, paragraph, run
from cts_docs.documents.ooxml.xml_parts import Element

_BEFORE_BREAK = (qn("w:pStyle"), qn("w:keepNext"), qn("w:keepLines"))
"""The properties of a paragraph that stand before its page break."""


@dataclass(frozen=True, slots=True)
class ContentsLine:
    """A line of the contents: its text and level (1 to 3), the bookmark of its heading, its page number.

    Without a `bookmark` the line is plain text. `page` is the number of the last layout, or a
    template tag for it; empty while none is known. `condition` is a template condition on the line.
    """

    text: str
    level: int
    bookmark: str
    page: str = ""
    condition: str = ""


def add_contents(container: Element, lines: Sequence[ContentsLine], levels: str) -> None:
    """The lines inside a TOC field over the headings of `levels` (`1-2`), marked for update.

    The field begins in the first line and ends in the last: neither may be conditional.
    """
    for number, line in enumerate(lines):
        made = paragraph(style=f"TOC{line.level}")
        if number == 0:
            _open(made, levels)
        made.extend(_line(line))
        if number == len(lines) - 1:
            made.append(field_part(make("w:fldChar", {"w:fldCharType": "end"})))
        if line.condition:
            append_block(container, paragraph(f"{{%p if {line.condition} %}}"))
        append_block(container, made)
        if line.condition:
            append_block(container, paragraph("{%p endif %}"))


def break_before(made: Element) -> Element:
    """The same paragraph, beginning a page."""
    properties = child(made, "w:pPr")
    before = max((place for place, each in enumerate(properties) if each.tag in _BEFORE_BREAK), default=-1)
    properties.insert(before + 1, make("w:pageBreakBefore"))
    return made


def _open(made: Element, levels: str) -> None:
    code = make("w:instrText", {"xml:space": "preserve"})
    code.text = f' TOC \\o "{levels}" \\h \\z \\u '
    made.append(field_part(make("w:fldChar", {"w:fldCharType": "begin", "w:dirty": "true"})))
    made.append(field_part(code))
    made.append(field_part(make("w:fldChar", {"w:fldCharType": "separate"})))


def _line(line: ContentsLine) -> list[Element]:
    if not line.bookmark:
        return [run(f"{line.text}\t")]
    pieces = [run(f"{line.text}\t"), *field(f"PAGEREF {line.bookmark} \\h", line.page)]
    return [make("w:hyperlink", {"w:anchor": line.bookmark, "w:history": 1}, *pieces)]
