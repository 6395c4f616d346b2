"""Three-way agreement: saved value, formula and the program's own figure of each computed cell."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from cts_docs.assessment.readings import Readings, choose
from cts_docs.assessment.scoring.result import Result
from cts_docs.assessment.scoring.score import score
from cts_docs.errors import Problem
from cts_docs.specification.model import Specification
from cts_docs.workbook import ReadWorkbook
from cts_docs.workbook.reading.saved_values import saved_value_problems
from cts_docs.workbook.writing.layout import PROGRESS
from tests.support.workbooks import workbook
from tests.workbook.editing import members, place, read, with_part
from tests.workbook.recalculated import figures, recalculated

FORMS = 3


@pytest.fixture(scope="module")
def saved(soffice: str, tmp_path_factory: pytest.TempPathFactory, tbsc034: Specification) -> bytes:
    """A filled workbook, recalculated and saved by LibreOffice: one column is left empty."""
    content = workbook(
        tbsc034,
        forms=FORMS,
        values={"evaluators": ["示例甲", "", "示例丙"]},
        cells={("experience_coefficients", row, 1): None for row in range(len(tbsc034.indicators))},
    )
    return recalculated(soffice, tmp_path_factory.mktemp("agreement"), {"book": content})["book"]


def told(
    folder: Path, content: bytes, specification: Specification, readings: Readings | None = None
) -> tuple[Problem, ...]:
    """What the agreement tells of a workbook."""
    book = read(folder, content, specification, readings)
    assert book.assessment is not None
    chosen = readings or choose(specification, {})
    return saved_value_problems(book, score(specification, chosen, book.assessment))


def with_saved(content: bytes, name: str, value: str, row: int = 0, column: int = 0) -> bytes:
    """A workbook with another saved value beside the formula of a cell."""
    part, cell = place(content, name, row, column)

    def change(xml: str) -> str:
        pattern = rf'(<c r="{cell}"[^>]*>(?:<f[^>]*/>|<f.*?</f>))<v>[^<]*</v>'
        changed, count = re.subn(pattern, rf"\g<1><v>{value}</v>", xml)
        assert count == 1, cell
        return changed

    return with_part(content, part, change)


def test_a_workbook_without_saved_values_agrees(
    tmp_path: Path, filled: bytes, tbsc034: Specification
) -> None:
    assert told(tmp_path, filled, tbsc034) == ()


def test_a_recalculated_workbook_agrees(tmp_path: Path, saved: bytes, tbsc034: Specification) -> None:
    assert told(tmp_path, saved, tbsc034) == ()


def test_the_noise_of_binary_fractions_is_no_difference(
    tmp_path: Path, saved: bytes, tbsc034: Specification
) -> None:
    assert told(tmp_path, with_saved(saved, "result_service_score", "89.99999999999999"), tbsc034) == ()
    (problem,) = told(tmp_path, with_saved(saved, "result_service_score", "89.9999"), tbsc034)
    assert (problem.field, problem.values["expected"]) == ("result_service_score", "90")


@pytest.mark.parametrize(
    ("name", "row", "value", "expected"),
    [
        ("clause_points", 0, "1", "4"),
        ("result_conformity", 0, "不符合", "符合"),
    ],
)
def test_a_cell_that_follows_from_inputs_alone_is_stale(
    tmp_path: Path, saved: bytes, tbsc034: Specification, name: str, row: int, value: str, expected: str
) -> None:
    (problem,) = told(tmp_path, with_saved(saved, name, value, row), tbsc034)
    assert (problem.code, problem.severity, problem.found) == ("COMPUTED_STALE", "warning", value)
    assert problem.values["expected"] == expected
    assert problem.cell == place(saved, name, row)[1]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("result_grade", "1"),
        ("result_service_shown", "95.00"),
        ("form_earned", "91"),
        ("result_grade", "#N/A"),
    ],
)
def test_a_figure_that_does_not_follow_from_its_recalculated_neighbours_is_different(
    tmp_path: Path, saved: bytes, tbsc034: Specification, name: str, value: str
) -> None:
    (problem,) = told(tmp_path, with_saved(saved, name, value), tbsc034)
    assert (problem.code, problem.severity, problem.found) == ("COMPUTED_DIFFERENT", "warning", value)


def test_inputs_changed_without_recalculation_are_told_once_for_each_name(
    tmp_path: Path, saved: bytes, tbsc034: Specification
) -> None:
    part, _ = place(saved, "maturity_levels")
    area = re.compile(r'(<c r="I(?:[5-9]|1\d|2[0-5])"[^>]*>)<v>4</v>')
    content = with_part(saved, part, lambda xml: area.sub(r"\1<v>5</v>", xml))
    problems = told(tmp_path, content, tbsc034)
    assert {problem.code for problem in problems} == {"COMPUTED_STALE"}
    fields = [problem.field for problem in problems]
    assert "result_management_total" in fields
    assert sum(field.startswith("clause_points[") for field in fields) == 1


def random_readings(chance: random.Random, specification: Specification) -> Readings:
    """Some permitted choice of readings."""
    while True:
        chosen = {
            key: chance.choice(sorted(reading.choices))
            for key, reading in specification.readings.items()
            if reading.kind == "choice" and key != "B8"
        }
        chosen |= {
            key: chance.choice(("off", "70", "80"))
            for key, reading in specification.readings.items()
            if reading.kind == "percent"
        }
        clash = any(
            all(chosen.get(key) == choice for key, choice in pair.items()) for pair in specification.excluded
        )
        if not clash:
            return choose(specification, chosen)


@pytest.mark.parametrize("which", ["tbsc034", "fictional"])
def test_every_computed_cell_has_its_own_figure_under_every_reading(
    soffice: str, tmp_path: Path, which: str, request: pytest.FixtureRequest
) -> None:
    """LibreOffice's values of all formulas are the program's, whatever was chosen and filled in."""
    specification: Specification = request.getfixturevalue(which)
    chance = random.Random(which)  # noqa: S311 - repeatable cases, no secret
    chosen = {f"book{number}": random_readings(chance, specification) for number in range(12)}
    chosen["excluded"] = choose(specification, {"B8": "on"})
    books = {
        name: filled(chance, specification, readings, excluded=name == "excluded")
        for name, readings in chosen.items()
    }
    for name, content in recalculated(soffice, tmp_path, books).items():
        book = read(tmp_path, content, specification, chosen[name])
        assert book.assessment is not None
        assert book.problems == ()
        result = score(specification, chosen[name], book.assessment)
        assert saved_value_problems(book, result) == ()
        assert without_own_figure(book, result) <= set(PROGRESS)
        shows_the_result(content, result)


def shows_the_result(content: bytes, result: Result) -> None:
    """The results sheet shows the score, total, level and grade, and what is missing to the next grade."""
    names = ("result_service_shown", "result_management_total", "result_level", "result_grade")
    assert figures(content, *names) == {
        "result_service_shown": result.service.shown,
        "result_management_total": result.management.total,
        "result_level": result.management.level,
        "result_grade": result.grade.grade or 0,
    }
    margin = result.grade.margin
    if margin is not None:
        shown = figures(content, "result_score_missing", "result_management_missing")
        assert list(shown.values()) == pytest.approx([float(margin.score), margin.management])


def filled(
    chance: random.Random, specification: Specification, readings: Readings, *, excluded: bool
) -> bytes:
    """A workbook of some forms and levels; with the first indicator not applicable where asked."""
    forms = chance.randint(1, 7)
    cells: dict[tuple[str, int, int], Decimal | int | str] = {
        ("experience_coefficients", row, form): Decimal(chance.randint(60, 100)) / 100
        for row in range(len(specification.indicators))
        for form in range(forms)
    }
    cells |= {
        ("maturity_levels", row, 0): chance.randint(2, len(specification.levels))
        for row in range(len(specification.clauses))
    }
    cells |= {("evaluators", 0, form): chance.choice(("示例甲", "示例乙", "示例丙")) for form in range(forms)}
    if excluded:
        cells |= {("experience_coefficients", 0, form): "不适用" for form in range(forms)}
        cells["indicator_evidence", 0, 0] = "示例理由"
    values: Mapping[str, str] = {"management_conformity": chance.choice(["符合", "符合", "符合", "不符合"])}
    return workbook(specification, "0", 1, forms, readings, values, cells)


def without_own_figure(book: ReadWorkbook, result: Result) -> set[str]:
    """The defined names whose saved values can be changed without being told."""
    changed = {key: replace(cell, saved="?") for key, cell in book.computed.items()}
    told_of = {
        problem.field.split("[")[0]
        for problem in saved_value_problems(replace(book, computed=changed), result)
    }
    return {key.split("[")[0] for key in changed} - told_of


def test_samples_as_committed_carry_no_stale_values() -> None:
    """Their blanks are made by a program, without saved values."""
    for path in Path("samples").glob("*.xlsx"):
        sheets = [part for name, part in members(path.read_bytes()).items() if "worksheets/sheet" in name]
        assert not any(re.search(rb"</f><v>[^<]", part) for part in sheets)
