"""The structures that a specification may name, on the made-up siblings that have them.

Points with a decimal, points given by judgement, weighted groups of evaluators, a composite score, no
maturity part, floors, indicators that may be not applicable: in the workbook, documents, commands.
Scores are worked by hand in tests/assessment/scoring/test_structures.py; the whole job runs in
tests/test_family.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from cts_docs.assessment.analysis.sensitivity import grade_changes
from cts_docs.assessment.readings import choose
from cts_docs.assessment.scoring.score import score
from cts_docs.errors import RefusedError
from cts_docs.settings import Settings
from cts_docs.specification.compare import changes
from cts_docs.specification.loader import load_specification
from cts_docs.specification.model import Specification
from cts_docs.workbook import read_workbook
from cts_docs.workbook.reading.saved_values import saved_value_problems
from tests.conftest import ROOT, Run
from tests.documents.audit_files import audit_file, rendered
from tests.documents.reading import bare, page_words
from tests.support.assessments import assessment
from tests.support.workbooks import put, workbook
from tests.workbook.recalculated import recalculated

SPECIFICATIONS = ROOT / "tests" / "specifications"
NAMES = ("care", "hall", "home")


@pytest.fixture(scope="module")
def own() -> Mapping[str, Specification]:
    """The siblings that use the structures, by name."""
    return {name: load_specification(SPECIFICATIONS / f"{name}.toml") for name in NAMES}


def rewritten(folder: Path, name: str, *changed: tuple[str, str]) -> Path:
    """A sibling's data file with other words in it."""
    text = (SPECIFICATIONS / f"{name}.toml").read_text("utf-8")
    for old, new in changed:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return put(folder, f"{name}.toml", text.encode())


# care: A1 8.4, A2 8 judged, A3 6; B1 9.6, B2 6 judged, B3 4; C1 8 judged, C2 10; A1 vetoes below 60 %.
VETOED = ("0.55", *["1"] * 7)


def test_the_smallest_change_over_a_floor_is_found(own: Mapping[str, Specification]) -> None:
    """A1 is a step of 0.05 below its floor; without the veto the score gives the highest grade."""
    care = own["care"]
    found = score(care, choose(care, {}), assessment(care, [VETOED], 7))
    assert found.grade.flags == ("indicator_floor",)
    first = grade_changes(care, choose(care, {}), found)[0]
    assert (first.field, first.size) == ("experience_coefficients[A1,1]", Fraction(5, 100))


def test_the_report_states_the_floors_and_which_was_missed(own: Mapping[str, Specification]) -> None:
    told = page_words(rendered(audit_file(own["care"], [VETOED], 7), "report"))
    assert (
        "技术规范5.4.2规定：指标A1“用药核对”的得分率不低于60%（一票否决）。本次没有达到，不授予认证级别。"
        in told
    )
    assert "技术规范5.4.3规定：条款乙1不低于管理成熟度等级三级，否则不授予认证级别。" in told
    told = page_words(rendered(audit_file(own["home"], ["0.9"], 2), "report"))
    assert "技术规范5.3.2规定：“清洁效果”的得分率不低于60%，否则不授予认证级别。" in told


def test_the_certificate_names_the_grade_in_english(own: Mapping[str, Specification]) -> None:
    """Where the specification gives its grades no English names, they are counted."""
    settings = Settings(body=replace(Settings().body, name_en="Example Body"))
    english = {"client_name_en": "Example Ltd.", "client_address_en": "1 Example Road"}
    english |= {"certification_scope_en": "Example service"}
    for name, words in (
        ("home", "Five stars (of 3 grades, the highest)"),
        ("care", "Grade 1 (of 3; grade 1 is the highest)"),
    ):
        made = audit_file(own[name], ["1"], len(own[name].levels), **english)
        assert bare(words) in page_words(rendered(replace(made, settings=settings), "certificate"))


@pytest.mark.parametrize(
    ("name", "changed", "expected"),
    [
        (
            "care",
            [('indicator = "A1"\nleast = 60', 'indicator = "A1"\nleast = 65')],
            [("60（条款 5.4.2）", "65（条款 5.4.2）")],
        ),
        (
            "care",
            [("service = 60\nmanagement = 40", "service = 70\nmanagement = 30")],
            [("60%", "70%"), ("40%", "30%")],
        ),
        (
            "home",
            [
                ('name = "顾客"\nweight = 50', 'name = "顾客"\nweight = 40'),
                ('name = "专家"\nweight = 30', 'name = "专家"\nweight = 40'),
            ],
            [("50%", "40%"), ("30%", "40%")],
        ),
        (
            "home",
            [('points = 5, scoring = "points", step = 0.5', 'points = 5, scoring = "points", step = 1')],
            [("评判打分，每 0.5 分为一档", "评判打分，每 1 分为一档")],
        ),
        (
            "hall",
            [('points = 7, scoring = "points", step = 1', "points = 7")],
            [("评判打分，每 1 分为一档", "体验系数 α")],
        ),
    ],
)
def test_a_structure_that_is_changed_is_a_difference(
    own: Mapping[str, Specification],
    tmp_path: Path,
    name: str,
    changed: Sequence[tuple[str, str]],
    expected: Sequence[tuple[str, str]],
) -> None:
    found = changes(own[name], load_specification(rewritten(tmp_path, name, *changed)))
    assert [(each.before, each.after) for each in found] == list(expected)


def test_the_floors_are_shown_with_their_clauses(run: Run, tmp_path: Path) -> None:
    config = put(tmp_path, "body.toml", f'specifications = "{SPECIFICATIONS.as_posix()}"\n'.encode())
    asked = ("spec", "show", "EXAMPLE-TBSC907-2026", "--config", config)
    assert "指标 A1：得分率不低于 60%（一票否决）" in run(*asked, "--lang", "zh").out
    assert run(*asked, "--json").json["floors"] == [
        {"clause": "5.4.2", "kind": "indicator", "id": "A1", "least": 60},
        {"clause": "5.4.3", "kind": "requirement", "id": "乙1", "least": 3},
    ]


def test_what_is_wrong_with_a_floor_is_named_where_it_stands(tmp_path: Path) -> None:
    veto, floor = 'indicator = "A1"\nleast = 60', 'requirement = "乙1"\nleast = 3'
    for changed, expected in (
        ((veto, veto.replace("A1", "D1")), ("SPEC_REFERENCE", "floors[0].indicator", "D1")),
        ((veto, veto.replace("60", "101")), ("SPEC_VALUE", "floors[0].least", "101")),
        ((floor, floor.replace("3", "8")), ("SPEC_VALUE", "floors[1].least", "8")),
        ((floor, veto), ("SPEC_ID_DOUBLED", "floors[1].indicator", "A1")),
        ((floor, "least = 3"), ("SPEC_KEY_MISSING", "floors[1].characteristic", "")),
        (
            (floor, f'{floor}\ncharacteristic = "A"'),
            ("SPEC_COUNT", "floors[1].characteristic", "characteristic / requirement"),
        ),
    ):
        with pytest.raises(RefusedError) as refused:
            load_specification(rewritten(tmp_path, "care", changed))
        assert [(each.code, each.field, each.found) for each in refused.value.problems] == [expected]


@pytest.mark.parametrize(("row", "codes"), [(2, []), (0, ["NOT_APPLICABLE_ITEM"] * 2)])
def test_only_the_indicators_that_are_named_may_be_not_applicable(
    own: Mapping[str, Specification], tmp_path: Path, row: int, codes: Sequence[str]
) -> None:
    """Without A3, 54 of 60 points apply."""
    care = own["care"]
    cells = {("experience_coefficients", row, form): "不适用" for form in (0, 1)}
    reasons: list[str | None] = ["示例理由"] * len(care.indicators)
    values = {"indicator_evidence": reasons}
    path = put(tmp_path, "book.xlsx", workbook(care, "0.95", 7, cells=cells, values=values))
    book = read_workbook(path, lambda *_: care, lambda each: choose(each, {}))
    assert [each.code for each in book.problems if each.is_error] == codes
    if not codes:
        assert book.assessment is not None
        assert score(care, choose(care, {}), book.assessment).service.forms[0].applicable == 54


@pytest.fixture(scope="module")
def calculated(
    soffice: str, own: Mapping[str, Specification], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, bytes]:
    """Workbooks of every sibling, recalculated by LibreOffice in one start."""
    made: dict[str, bytes] = {}
    for name, each in own.items():
        top = len(each.levels)
        low = {("experience_coefficients", 0, 0): Decimal(0), ("experience_coefficients", 2, 1): Decimal(0)}
        made[f"{name}-full"] = workbook(each, "1", top, forms=4)
        made[f"{name}-good"] = workbook(each, "0.8", max(top - 1, 1), forms=5)
        made[f"{name}-mixed"] = workbook(each, "0.95", top, forms=4, cells=low)
        made[f"{name}-least"] = workbook(each, "0", 1, forms=3)
    for name, row in (("care", 2), ("hall", 5)):
        excluded = {("experience_coefficients", row, form): "不适用" for form in range(3)}
        reasons = {"indicator_evidence": ["示例理由"] * len(own[name].indicators)}
        made[f"{name}-excluded"] = workbook(
            own[name], "0.9", len(own[name].levels), forms=3, cells=excluded, values=reasons
        )
    return recalculated(soffice, tmp_path_factory.mktemp("recalculated"), made)


@pytest.mark.parametrize("name", NAMES)
def test_the_worksheet_and_the_program_agree(
    calculated: dict[str, bytes], own: Mapping[str, Specification], tmp_path: Path, name: str
) -> None:
    outcomes = set()
    for case, content in calculated.items():
        if not case.startswith(name):
            continue
        book = read_workbook(
            put(tmp_path, "book.xlsx", content), lambda *_: own[name], lambda each: choose(each, {})
        )
        assert book.assessment is not None, case
        assert book.readings is not None
        found = score(own[name], book.readings, book.assessment)
        assert list(saved_value_problems(book, found)) == [], case
        outcomes.add(found.grade.name)
    assert {None, own[name].grading.names[1]} <= outcomes
