"""Columns by letters and areas by corners, without openpyxl, whose import takes longer than reading."""

from __future__ import annotations

import re
from functools import lru_cache

_CORNER = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


@lru_cache(maxsize=1024)
def column_letters(number: int) -> str:
    """The letters of a column counted from 1: `A`, `Z`, `AA`."""
    letters = ""
    while number > 0:
        number, place = divmod(number - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


@lru_cache(maxsize=1024)
def column_number(letters: str) -> int:
    """The column of its letters, counted from 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def corners(reference: str) -> tuple[int, int, int, int]:
    """The first and last column and row of an area: left, top, right, bottom; ValueError for none."""
    found = [_CORNER.fullmatch(corner) for corner in reference.split(":")]
    if not 1 <= len(found) <= 2 or not all(found):
        raise ValueError(f"{reference} is no area")
    places = [(column_number(each[1]), int(each[2])) for each in found if each is not None]
    return (*places[0], *places[-1])
