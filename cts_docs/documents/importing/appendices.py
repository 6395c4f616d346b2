"""The tables of Appendices 1 to 3 as data: indicators and points, maturity levels, clauses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cts_docs.documents.importing.content import Cell, Table
from cts_docs.errors import Problem, RefusedError

Entry = dict[str, object]
Figure = int | Decimal

_POINTS = re.compile(r"\s*[/／（(]\s*([0-9]+(?:\.[0-9])?)\s*分\s*[)）]?$")
_ID = re.compile(
    r"((?:[0-9]{1,3}|[甲乙丙丁戊己庚辛壬癸一二三四五六七八九十]{1,3}[0-9]{0,3}|[A-Z][0-9]{0,3}|[Ⅰ-Ⅻ])(?:[.．][0-9a-z]+)*)\s*[.．、]\s*"
)
_TOTAL = re.compile(r"(总\s*计|合\s*计)")
_FIGURE = re.compile(r"\s*([0-9]+(?:\.[0-9])?)\s*分?\s*")
_SERVICE_COLUMNS = 6
_HEADER_ROWS = 2


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a person should look at: the key path, and the code of the message with its values."""

    path: str
    code: str
    found: str = ""


def text_of(cell: Cell) -> str:
    """The words of a cell as one line."""
    return "".join(cell)


def service_table(table: Table, name: str) -> tuple[Entry, tuple[Doubt, ...]]:
    """Appendix 1: header, characteristics with their indicators, the two last lines.

    Raises RefusedError where the table has not the six columns of the form.
    """
    if not table.rows or len(table.rows[0]) != _SERVICE_COLUMNS:
        found = str(len(table.rows[0]) if table.rows else 0)
        raise RefusedError(
            Problem("IMPORT_COLUMNS", file=name, found=found, values={"appendix": "1", "expected": "6"})
        )
    header, *rows = table.rows
    ends = next((at for at, row in enumerate(rows) if _TOTAL.match(text_of(row[0]))), len(rows))
    groups = list(_groups(rows[:ends], table.fresh[1 : ends + 1]))
    doubts: list[Doubt] = []
    characteristics = [_characteristic(group, number, doubts) for number, group in enumerate(groups)]
    total = rows[ends] if ends < len(rows) else ((),) * _SERVICE_COLUMNS
    last = rows[ends + 1] if ends + 1 < len(rows) else ((),) * _SERVICE_COLUMNS
    summed = _sum(characteristics, "points")
    stated = _figure(total[3])
    if stated is None:
        doubts.append(Doubt("appendix1.total_points", "IMPORT_SUMMED", str(summed)))
    return {
        "header": [text_of(cell) for cell in header],
        "total_label": text_of(total[0]) or "总计",
        "total_points": summed if stated is None else stated,
        "score_label": text_of(last[0]) or "服务特性测评得分",
        "characteristics": characteristics,
    }, tuple(doubts)


def _groups(
    rows: Sequence[Sequence[Cell]], fresh: Sequence[Sequence[bool]]
) -> Iterator[list[Sequence[Cell]]]:
    """The rows of each group: its first cell is merged, left empty, or repeated below itself."""
    group: list[Sequence[Cell]] = []
    for row, begins in zip(rows, fresh, strict=True):
        same = group and (not row[0] or not begins[0] or row[0] == group[0][0])
        if group and not same:
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _characteristic(rows: Sequence[Sequence[Cell]], number: int, doubts: list[Doubt]) -> Entry:
    path = f"appendix1.characteristics[{number}]"
    heading = text_of(rows[0][0])
    id, title, points = _heading(heading)
    if not id:
        id = str(number + 1)
        doubts.append(Doubt(f"{path}.id", "IMPORT_ID_GIVEN", id))
    indicators = [
        _indicator(row, id, f"{path}.indicators[{place}]", place if len(rows) > 1 else None, doubts)
        for place, row in enumerate(rows)
    ]
    summed = _sum(indicators, "points")
    if points is None:
        points = summed
        doubts.append(Doubt(f"{path}.points", "IMPORT_SUMMED", str(summed)))
    return {"id": id, "name": title, "heading": heading, "points": points, "indicators": indicators}


def _indicator(row: Sequence[Cell], above: str, path: str, place: int | None, doubts: list[Doubt]) -> Entry:
    """An indicator; the only one of a characteristic may have no number and takes that one's."""
    heading = text_of(row[1])
    id, title, stated = _heading(heading)
    if not id:
        id = above if place is None else f"{above}.{place + 1}"
        doubts.append(Doubt(f"{path}.id", "IMPORT_ID_GIVEN", id))
    points = _figure(row[3])
    if points is None:
        points = stated or 0
        doubts.append(Doubt(f"{path}.points", "IMPORT_POINTS", text_of(row[3])))
    criterion = text_of(row[2])
    return {"id": id, "name": title, "heading": heading, "points": points, "criterion": criterion}


def _heading(heading: str) -> tuple[str, str, Figure | None]:
    """The number, the name and the points of a heading like 1.2. 设备设施/7分."""
    number = _ID.match(heading)
    points = _POINTS.search(heading)
    name = heading[number.end() if number else 0 : points.start() if points else len(heading)].strip()
    return (number[1] if number else ""), name, figure(points[1]) if points else None


def management_tables(second: Table, third: Table, name: str) -> tuple[dict[str, object], tuple[Doubt, ...]]:
    """Appendices 2 and 3: levels, chapters with clauses and points, descriptions, headers.

    The keys are those of the data file: `levels`, `chapters`, `appendix2`, `appendix3`.
    Raises RefusedError where a table has too few columns or rows.
    """
    _at_least(second, 4, "2", name)
    _at_least(third, 5, "3", name)
    levels = [text_of(cell) for cell in third.rows[1][3:]]
    ordinals = [text_of(cell) for cell in second.rows[1][2:]]
    doubts: list[Doubt] = []
    described = [group[0][2:] for group in _body_groups(second)]
    chapters = [_chapter(group, number, doubts) for number, group in enumerate(_body_groups(third))]
    descriptions, keys = _descriptions(described, chapters)
    for number, chapter in enumerate(chapters):
        key = keys[number] if number < len(keys) else ""
        chapter["description"] = key or next(iter(descriptions), "common")
        if not key:
            chapter["description_printed"] = False
            doubts.append(
                Doubt(f"chapters[{number}].description", "IMPORT_NOT_DESCRIBED", str(chapter["id"]))
            )
    return {
        "levels": [
            {
                "number": number,
                "name": level,
                "ordinal": ordinals[number - 1] if number <= len(ordinals) else level,
            }
            for number, level in enumerate(levels, 1)
        ],
        "chapters": chapters,
        "appendix2": {
            "header_requirement": text_of(second.rows[0][0]),
            "header_levels": text_of(second.rows[0][2]),
            "descriptions": descriptions,
        },
        "appendix3": {
            "header_chapter": text_of(third.rows[0][0]),
            "header_requirement": text_of(third.rows[0][1]),
            "header_total": text_of(third.rows[0][2]),
            "header_points": text_of(third.rows[0][3]),
        },
    }, tuple(doubts)


def _at_least(table: Table, columns: int, appendix: str, name: str) -> None:
    width = len(table.rows[0]) if table.rows else 0
    if width < columns or len(table.rows) <= _HEADER_ROWS:
        values = {"appendix": appendix, "expected": f"≥ {columns}"}
        raise RefusedError(Problem("IMPORT_COLUMNS", file=name, found=str(width), values=values))


def _body_groups(table: Table) -> Iterator[list[Sequence[Cell]]]:
    return _groups(table.rows[_HEADER_ROWS:], table.fresh[_HEADER_ROWS:])


def _chapter(rows: Sequence[Sequence[Cell]], number: int, doubts: list[Doubt]) -> Entry:
    heading = text_of(rows[0][0])
    id, title, _ = _heading(heading)
    clauses = [_clause(row, f"chapters[{number}].clauses[{place}]", doubts) for place, row in enumerate(rows)]
    return {
        "id": id or str(number + 1),
        "name": title,
        "heading": heading,
        "total": _sum(clauses, "total"),
        "clauses": clauses,
    }


def _clause(row: Sequence[Cell], path: str, doubts: list[Doubt]) -> Entry:
    heading = text_of(row[1])
    id, title, _ = _heading(heading)
    points = [_figure(cell) for cell in row[3:]]
    total = _figure(row[2])
    if total is None or None in points or not id:
        doubts.append(Doubt(path, "IMPORT_POINTS", " / ".join(text_of(cell) or "—" for cell in row[2:])))
    return {
        "id": id,
        "name": title,
        "heading": heading,
        "total": total or 0,
        "points": [each or 0 for each in points],
    }


def _descriptions(
    described: Sequence[Sequence[Cell]], chapters: Sequence[Entry]
) -> tuple[dict[str, list[list[str]]], list[str]]:
    """The different descriptions by key, and the key of each chapter, empty where it has none."""
    found: dict[str, list[list[str]]] = {}
    keys: list[str] = []
    for number, levels in enumerate(described):
        texts = [list(cell) for cell in levels]
        if not any(texts):
            keys.append("")
            continue
        known = next((key for key, each in found.items() if each == texts), None)
        if known is None:
            known = f"chapter_{number + 1}"
            found[known] = texts
        keys.append(known)
    if len(found) == 1:
        (only,) = found.values()
        return {"common": only}, ["common" if key else "" for key in keys]
    return found, keys[: len(chapters)]


def _figure(cell: Cell) -> Figure | None:
    found = _FIGURE.fullmatch(text_of(cell))
    return figure(found[1]) if found else None


def figure(text: str) -> Figure:
    """Points as a data file writes them: a whole number, or one with a decimal."""
    value = Decimal(text)
    return int(value) if value == value.to_integral_value() else value


def _sum(entries: Sequence[Entry], key: str) -> Figure:
    values = (each[key] for each in entries)
    return figure(str(sum(Decimal(value) for value in values if isinstance(value, int | Decimal))))
