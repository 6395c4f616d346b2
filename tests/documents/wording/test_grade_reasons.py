"""How the grade follows, in sentences: for every outcome of every allowed combination of readings."""

from __future__ import annotations

from itertools import product

import pytest

from cts_docs.assessment.readings import choose, selectable
from cts_docs.assessment.scoring.score import score
from cts_docs.documents.wording.grade_reasons import band_row, explanation, outcome
from cts_docs.errors import RefusedError
from cts_docs.specification.model import Specification
from tests.support.assessments import assessment


def combinations(specification: Specification) -> list[dict[str, str]]:
    """Every allowed choice of the readings that have choices.

    Without B8 and B9: of one form on which every indicator applies they say nothing.
    """
    open_places = {
        key: item
        for key, item in selectable(specification).items()
        if item.kind == "choice" and key not in ("B8", "B9")
    }
    found = []
    for chosen in product(*(item.choices for item in open_places.values())):
        selected = dict(zip(open_places, chosen, strict=True))
        try:
            choose(specification, selected)
        except RefusedError:
            continue
        found.append(selected)
    return found


def test_every_outcome_is_explained_down_to_its_conclusion(
    tbsc034: Specification, fictional: Specification
) -> None:
    for specification in (tbsc034, fictional):
        for selected in combinations(specification):
            readings = choose(specification, selected)
            for coefficient, level in product(("0.5", "0.7", "0.85", "0.9", "1"), range(1, 6)):
                if level > len(specification.levels):
                    continue
                recorded = assessment(specification, (coefficient,), level)
                result = score(specification, readings, recorded)
                told = explanation(specification, result)
                assert told[-1] == f"结论：{outcome(result)}。"
                assert len(told) >= 3
                # Each flag, and each refusal without a flag, has a sentence of its own.
                assert all(told)
                reasons = len(told) - 3
                assert reasons >= len(result.grade.flags)
                assert reasons >= 1 or result.grade.grade is not None


@pytest.mark.parametrize(
    ("number", "row"),
    [
        (0, ("不足 60 分", "—", "—")),
        (1, ("60 分及以上、不足 80 分", "管理成熟度等级二级及以上", "—")),
        (2, ("80 分及以上、不足 90 分", "管理成熟度等级三级及以上", "认证级别三级")),
        (3, ("90 分及以上、不足 95 分", "管理成熟度等级四级及以上", "认证级别二级")),
        (4, ("95 分及以上", "管理成熟度等级四级及以上", "认证级别一级")),
    ],
)
def test_the_bands_in_words(tbsc034: Specification, number: int, row: tuple[str, str, str]) -> None:
    bands = tbsc034.grading.tables["bands"]
    assert band_row(tbsc034, choose(tbsc034, {}), bands[number]) == row


def test_the_highest_grade_needs_the_highest_level_where_a8_says_so(tbsc034: Specification) -> None:
    readings = choose(tbsc034, {"A8": "level5"})
    highest = tbsc034.grading.tables["bands"][-1]
    assert band_row(tbsc034, readings, highest)[1] == "管理成熟度等级五级及以上"
