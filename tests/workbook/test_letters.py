"""Columns and date formats as openpyxl knows them, which reading does without."""

from __future__ import annotations

import subprocess
import sys

import pytest
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils import get_column_letter

from cts_docs.workbook.letters import column_letters, column_number, corners
from cts_docs.workbook.reading.dates import _EAST_ASIAN_DATES, _is_date_code, _shows_date


def test_columns_are_openpyxl_s() -> None:
    numbers = range(1, 16_385)

    assert [column_letters(number) for number in numbers] == [get_column_letter(number) for number in numbers]
    assert [column_number(column_letters(number)) for number in numbers] == list(numbers)


def test_corners_of_an_area() -> None:
    assert corners("B3") == (2, 3, 2, 3)
    assert corners("$A$1:AB12") == (1, 1, 28, 12)


@pytest.mark.parametrize("reference", ["", "A", "1", "A1:B2:C3", "A1:", "表!A1"])
def test_what_is_no_area_is_refused(reference: str) -> None:
    with pytest.raises(ValueError, match="is no area"):
        corners(reference)


def test_built_in_date_formats_are_openpyxl_s_and_the_east_asian_ones() -> None:
    dates = {number for number in range(164) if _shows_date(number, "")}

    assert dates - _EAST_ASIAN_DATES == {
        number for number, code in BUILTIN_FORMATS.items() if is_date_format(code)
    }


@pytest.mark.parametrize(
    "code",
    [
        'yyyy"年"m"月"d"日"',
        "0.00",
        "[h]:mm",
        "[$-804]aaaa",
        '"天"0',
        "0_d",
        r"0\d",
        "0;yyyy",
        "[Red]0",
        "General",
    ],
)
def test_date_codes_are_openpyxl_s(code: str) -> None:
    assert _is_date_code(code) == is_date_format(code)


def test_reading_needs_no_openpyxl() -> None:
    code = "import sys, cts_docs.workbook.reader; sys.exit('openpyxl' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
