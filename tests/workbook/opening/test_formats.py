"""Which number formats show a date: the built-in ones of Chinese Excel by number, and codes of one's own."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest

from cts_docs.specification.model import Specification
from tests.workbook.editing import members, packed, place, read, said, with_cell

SERIAL = 46_083
"""2 March 2026, counted from 1900."""
STYLES = "xl/styles.xml"
DATES_AND_TIMES = (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))
"""ECMA-376 Part 1, 18.8.30: the formats of all languages, and those of zh-cn."""
NUMBERS = (*range(5), *range(9, 14), *range(37, 41), 48, 49)


def formatted(content: bytes, name: str, number: int, code: str = "", value: str = str(SERIAL)) -> bytes:
    """A workbook with a number in a cell under a number format of its own."""
    parts = members(with_cell(content, name, f"<v>{value}</v>"))
    part, cell = place(content, name)
    styles = parts[STYLES].decode()
    if code:
        quoted = code.replace("&", "&amp;").replace('"', "&quot;")
        entry = f'<numFmt numFmtId="{number}" formatCode="{quoted}"/>'
        styles = re.sub(r"(<numFmts[^>]*>)", lambda found: found[1] + entry, styles, count=1)
        assert entry in styles
    head, rest = styles.split("</cellXfs>", 1)
    index = head.split("<cellXfs", 1)[1].count("<xf ")
    added = f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    parts[STYLES] = (head + added + rest).encode()
    parts[part] = re.sub(
        rf'<c r="{cell}" s="\d+"', f'<c r="{cell}" s="{index}"', parts[part].decode(), count=1
    ).encode()
    return packed(parts)


@pytest.mark.parametrize("number", DATES_AND_TIMES)
def test_a_built_in_date_format_shows_a_date(
    tmp_path: Path, filled: bytes, tbsc034: Specification, number: int
) -> None:
    book = read(tmp_path, formatted(filled, "audit_start", number), tbsc034)
    assert book.problems == ()
    assert book.assessment is not None
    assert book.assessment.date("audit_start") == datetime.date(2026, 3, 2)


@pytest.mark.parametrize("number", DATES_AND_TIMES)
def test_a_coefficient_under_a_date_format_is_no_number(
    tmp_path: Path, filled: bytes, tbsc034: Specification, number: int
) -> None:
    content = formatted(filled, "experience_coefficients", number, value="0.9")
    assert [code for code, _ in said(read(tmp_path, content, tbsc034))] == ["NUMBER_IS_DATE"]


@pytest.mark.parametrize("number", NUMBERS)
def test_any_other_built_in_format_shows_a_number(
    tmp_path: Path, filled: bytes, tbsc034: Specification, number: int
) -> None:
    book = read(tmp_path, formatted(filled, "audit_start", number), tbsc034)
    assert said(book) == [("DATE_IS_NUMBER", "audit_start")]
    assert book.problems[0].found == str(SERIAL)


CODES = {
    'yyyy"年"m"月"d"日"': True,
    '[$-804]yyyy"年"m"月"d"日";@': True,
    "[DBNum1][$-804]yyyy/m/d": True,
    "上午/下午h:mm": True,
    "d.m.yyyy": True,
    '"天"0': False,
    r"0\d": False,
    "0_d": False,
    "[Red]0": False,
    "Standard": False,
    "Estándar": False,
    "Normál": False,
    "G/通用格式": False,
}


@pytest.mark.parametrize("code", CODES)
def test_a_format_of_ones_own_shows_a_date_where_its_code_does(
    tmp_path: Path, filled: bytes, tbsc034: Specification, code: str
) -> None:
    book = read(tmp_path, formatted(filled, "audit_start", 190, code), tbsc034)
    assert [each.code for each in book.problems] == ([] if CODES[code] else ["DATE_IS_NUMBER"])


@pytest.mark.parametrize("value", ["-1", "2957004", "99999999"])
def test_a_number_without_a_day_is_no_date(
    tmp_path: Path, filled: bytes, tbsc034: Specification, value: str
) -> None:
    content = formatted(filled, "audit_start", 14, value=value)
    assert said(read(tmp_path, content, tbsc034)) == [("DATE_IMPOSSIBLE", "audit_start")]
