"""What a number format shows of a number, where that is not the number itself."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from cts_docs.workbook.opening.book import Cell, plain

_SECTIONS = re.compile(r'((?:"[^"]*"|\[[^\]]*\]|\\.|[^;"\[\\])*)(?:;|$)')
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|[_*].|\[[^\]]*\]')
_CONDITION = re.compile(r"\[[<>=]")
_DIGITS = re.compile(r"[0#?][0#?,]*(?:\.([0#?]*))?|\.([0#?]+)")
_BEYOND = re.compile(r"[/eE]")
_TEXT_SECTION = 4


def shown_otherwise(cell: Cell) -> str | None:
    """What a cell shows where its format hides or rounds the value; None where it shows the value."""
    sections = _sections(cell.format_code)
    if _CONDITION.search(cell.format_code):
        return None
    if cell.kind == "text":
        return "" if len(sections) == _TEXT_SECTION and not _visible(sections[-1]) else None
    if not isinstance(cell.value, Decimal):
        return "" if cell.kind == "date" and not _visible(sections[0]) else None
    return _shown_number(cell.value, sections)


def _sections(code: str) -> list[str]:
    """The sections of a format code: positive; negative; zero; text."""
    found = _SECTIONS.findall(code)
    return found[:_TEXT_SECTION] if code.endswith(";") else found[:-1] or [""]


def _shown_number(number: Decimal, sections: list[str]) -> str | None:
    section = _section(number, sections)
    bare = _LITERAL.sub("", section)
    if "general" in bare.lower() or "@" in bare or _BEYOND.search(bare):
        return None
    digits = _DIGITS.search(bare)
    if digits is None:
        return _visible(section)
    percent = bare.count("%")
    scaled = bare[: digits.end()].rstrip("%").endswith(",")
    decimals = len(digits[1] or digits[2] or "") + 2 * percent
    rounded = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    if not scaled and rounded == number:
        return None
    return "…" if scaled else plain(rounded.scaleb(2 * percent)) + "%" * percent


def _section(number: Decimal, sections: list[str]) -> str:
    """The section of a format that applies to a number."""
    if number < 0 and len(sections) > 1:
        return sections[1]
    if number == 0 and len(sections) > 2:
        return sections[2]
    return sections[0]


def _visible(section: str) -> str:
    """The literal text that a section shows."""
    return _LITERAL.sub(lambda found: found[1] or found[2] or "", section).strip()
