"""Any valid assessment survives writing, LibreOffice and reading; its formulas agree with the program."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pytest

from cts_docs.assessment.model import Assessment
from cts_docs.assessment.readings import Readings, choose
from cts_docs.assessment.scoring.score import score
from cts_docs.specification.loader import load_specification
from cts_docs.specification.model import Specification
from cts_docs.workbook.reading.saved_values import saved_value_problems
from tests.conftest import ROOT
from tests.support.awkward import random_assessment, written
from tests.workbook.editing import read
from tests.workbook.recalculated import converted, figures, recalculated

READINGS = ({}, {"B8": "on"}, {"A1": "rows", "A5": "refuse"}, {"A4": "whole", "C1": "equal_steps"})
WITHOUT_PROGRAM, WITH_PROGRAM, BY_ODS = 16, 6, 2


@dataclass(frozen=True)
class Trial:
    """An assessment and the workbook it is written into."""

    specification: Specification
    readings: Readings
    item: Assessment

    @cached_property
    def content(self) -> bytes:
        return written(self.specification, self.readings, self.item)


@cache
def trial(number: int) -> Trial:
    chance = random.Random(number)  # noqa: S311 - repeatable cases, no secret
    source = ROOT / "tests" / "specifications" / "fictional.toml" if number % 3 == 2 else None
    specification = load_specification(source)
    wanted = READINGS[number % len(READINGS)].items()
    offered = {key: choice for key, choice in wanted if choice in specification.readings[key].choices}
    readings = choose(specification, offered)
    return Trial(specification, readings, random_assessment(chance, specification, readings))


@pytest.mark.parametrize("number", range(WITHOUT_PROGRAM))
def test_what_was_written_is_read(tmp_path: Path, number: int) -> None:
    case = trial(number)
    book = read(tmp_path, case.content, case.specification, case.readings)
    assert book.problems == ()
    assert book.assessment == case.item


Saved = Mapping[int, bytes]


@pytest.fixture(scope="module")
def saved(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Saved:
    """The workbooks as LibreOffice saves them."""
    books = {str(number): trial(number).content for number in range(WITH_PROGRAM)}
    found = recalculated(soffice, tmp_path_factory.mktemp("trials"), books)
    return {int(name): content for name, content in found.items()}


@pytest.fixture(scope="module")
def by_ods(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Saved:
    """The workbooks saved as .ods, opened again, and saved as .xlsx."""
    books = {str(number): trial(number).content for number in range(BY_ODS)}
    folder = tmp_path_factory.mktemp("ods")
    documents = converted(soffice, folder, books, "xlsx", "ods")
    found = converted(soffice, folder, documents, "ods", "xlsx")
    return {int(name): content for name, content in found.items()}


def given_back(tmp_path: Path, number: int, content: bytes) -> None:
    case = trial(number)
    book = read(tmp_path, content, case.specification, case.readings)
    assert book.problems == ()
    assert book.assessment == case.item


@pytest.mark.parametrize("number", range(WITH_PROGRAM))
def test_libreoffice_gives_it_back(saved: Saved, tmp_path: Path, number: int) -> None:
    given_back(tmp_path, number, saved[number])


@pytest.mark.parametrize("number", range(BY_ODS))
def test_it_comes_back_from_ods(by_ods: Saved, tmp_path: Path, number: int) -> None:
    given_back(tmp_path, number, by_ods[number])


@pytest.mark.parametrize("number", range(WITH_PROGRAM))
def test_the_recomputed_formulas_agree_with_score(saved: Saved, tmp_path: Path, number: int) -> None:
    case = trial(number)
    result = score(case.specification, case.readings, case.item)
    book = read(tmp_path, saved[number], case.specification, case.readings)
    names = ("result_service_shown", "result_management_total", "result_level", "result_grade")
    assert figures(saved[number], *names) == {
        "result_service_shown": result.service.shown,
        "result_management_total": result.management.total,
        "result_level": result.management.level,
        "result_grade": result.grade.grade or 0,
    }
    assert all(cell.saved is not None for cell in book.computed.values())
    assert saved_value_problems(book, result) == ()
