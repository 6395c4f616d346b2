"""The numbers of the method as data: bands of α, of the total and of the score, and the printed tables."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from cts_docs.documents.importing.appendices import Doubt, Entry, figure, text_of
from cts_docs.documents.importing.content import Table

_EXPERIENCE = re.compile(
    r"[①-⑳]\s*(?P<name>.+?)\s*[：:]\s*(?P<lower>[0-9.]+)\s*[≤<＜]\s*α\s*[≤<＜]\s*(?P<upper>[0-9.]+)\s*[;；。.]?"
)
_LEVEL_LINE = re.compile(
    r".*?(?P<lower>[0-9]+(?:\.[0-9])?)\s*分?\s*≤\s*总\s*分\s*[<＜≤]\s*(?P<upper>[0-9]+(?:\.[0-9])?)\s*分?\s*[，,]\s*(?P<name>.+?)\s*[；;。.]?"
)
_GRADE_LINE = re.compile(r"[●•·\-\s]*(?P<name>\S+?)\s*[：:]\s*(?:≥\s*)?(?P<lower>[0-9]+)")
_LOWER = re.compile(r"(?:≥\s*)?([0-9]+)")
_MAXIMUM = 100


def experience_band(text: str, number: int) -> Entry | None:
    """The band of the coefficient α that a line prints; None for any other line."""
    found = _EXPERIENCE.fullmatch(text)
    if found is None:
        return None
    return {
        "number": number,
        "name": found["name"],
        "lower": figure(found["lower"]),
        "upper": figure(found["upper"]),
        "text": text,
    }


def level_bands(notes: Sequence[str], levels: Sequence[str]) -> list[Entry]:
    """The range of totals of each maturity level, from the lines below Appendix 3."""
    found = (_LEVEL_LINE.fullmatch(note) for note in notes)
    return [
        {
            "level": levels.index(line["name"]) + 1 if line["name"] in levels else place,
            "lower": figure(line["lower"]),
            "upper": figure(line["upper"]),
        }
        for place, line in enumerate((each for each in found if each), 1)
    ]


def equal_steps(bands: Sequence[Entry]) -> list[Entry]:
    """The same range in steps of one width; the bands themselves where that width is no whole number."""
    numbers = [(each["lower"], each["upper"]) for each in bands]
    first, last = numbers[0][0], numbers[-1][1]
    if not isinstance(first, int) or not isinstance(last, int) or (last - first) % len(bands):
        return list(bands)
    step = (last - first) // len(bands)
    return [
        {"level": place + 1, "lower": first + place * step, "upper": first + (place + 1) * step}
        for place in range(len(bands))
    ]


def is_grade_table(table: Table) -> bool:
    """Whether a table of the text is that of the grades: four columns, the last one names grades."""
    last = " ".join(text for row in table.rows for text in row[-1]) if table.rows else ""
    return bool(table.rows) and len(table.rows[0]) == 4 and "级" in last and _LOWER.search(last) is not None


def is_maturity_model(table: Table) -> bool:
    """Whether a table of the text is the model of the maturity levels: two header rows over one row."""
    return len(table.rows) == 3 and len(table.rows[0]) >= 3 and "成熟度" in _row_text(table, 0)


def maturity_model(table: Table, title: str) -> Entry:
    """The table of the maturity levels."""
    first, second, last = table.rows
    return {
        "title": title,
        "header": [text_of(first[0]), text_of(first[1])],
        "levels": [text_of(cell) for cell in second[1:]],
        "row": [text_of(cell) for cell in last],
    }


def grading(table: Table, levels: Sequence[str], doubts: list[Doubt]) -> Entry:
    """The grades with the bands of the score, as the printed table gives them.

    `bands` takes the grades from the lines of the last column and the maturity levels from the
    rows; `rows` takes both from the rows, where there are as many rows as grades.
    """
    header, *rows = table.rows
    merged = list(dict.fromkeys(text for row in rows for text in row[3]))
    printed = {
        "header": [text_of(cell) for cell in header],
        "rows": [[text_of(cell) for cell in row[:3]] for row in rows],
        "merged": merged,
    }
    required = [(_lower(text_of(row[1])), _level(text_of(row[2]), levels)) for row in rows]
    lines = sorted((int(found["lower"]), found["name"]) for found in map(_GRADE_LINE.match, merged) if found)
    count = len(lines)
    names: Mapping[str, str] = {str(number): lines[count - number][1] for number in range(1, count + 1)}
    doubts.append(Doubt("grading.tables.bands", "IMPORT_BANDS"))
    tables = {"bands": _bands([(lower, count - place) for place, (lower, _) in enumerate(lines)], required)}
    if len(rows) == count:
        tables["rows"] = _bands(
            [(lower, count - place) for place, (lower, _) in enumerate(required)], required
        )
    return {"maximum": _MAXIMUM, "names": dict(names), "tables": tables, "printed": printed}


def _bands(grades: Sequence[tuple[int, int]], required: Sequence[tuple[int, int | None]]) -> list[Entry]:
    """Bands from 0 to 100: each begins where a grade or a required level does."""
    first = min([lower for lower, _ in grades], default=_MAXIMUM)
    edges = sorted({0, *(lower for lower, _ in grades), *(lower for lower, _ in required if lower < first)})
    found: list[Entry] = []
    for lower, upper in zip(edges, [*edges[1:], _MAXIMUM], strict=True):
        band: Entry = {"lower": lower, "upper": upper}
        grade = next((grade for edge, grade in grades if edge == lower), None)
        level = next((level for edge, level in reversed(required) if edge <= lower), None)
        if grade is not None:
            band["grade"] = grade
        if level is not None:
            band["level"] = level
        found.append(band)
    return found


def _level(text: str, levels: Sequence[str]) -> int | None:
    return next((place for place, name in enumerate(levels, 1) if text.startswith(name)), None)


def _lower(text: str) -> int:
    found = _LOWER.search(text)
    return int(found[1]) if found else 0


def _row_text(table: Table, row: int) -> str:
    return "".join(text_of(cell) for cell in table.rows[row])
