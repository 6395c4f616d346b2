"""The structures that a specification may name, on made-up siblings: scored, written, printed, archived.

Expected values are worked out by hand from the numbers in `tests.support.siblings`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from cts_docs.assessment.analysis.explain import explain
from cts_docs.assessment.analysis.sensitivity import grade_changes
from cts_docs.assessment.readings import choose
from cts_docs.assessment.scoring.result import Result
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
from tests.support.siblings import SIBLINGS, put_siblings, star_rated, written
from tests.support.workbooks import put, workbook
from tests.workbook.recalculated import recalculated

GOOD = "0.95"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return put_siblings(tmp_path_factory.mktemp("siblings") / "specifications")


@pytest.fixture(scope="module")
def stars(folder: Path) -> Specification:
    return load_specification(folder / "star_rated.toml")


def alphas(tomato: str = GOOD, airtight: str = GOOD) -> Sequence[str]:
    """One form of the star-rated sibling: 37 points of 甲, 28 of 乙 in four parts, 9 of 丙 in two."""
    return (tomato, *[airtight] * 4, GOOD, GOOD)


def result(stars: Specification, form: Sequence[str], levels: Sequence[int] = (3,)) -> Result:
    return score(stars, choose(stars, {}), assessment(stars, [form], levels))


@pytest.mark.parametrize(
    ("form", "levels", "grade", "flags"),
    [
        (alphas(), (3,), "五星", ()),
        (alphas(airtight="0.7"), (3,), "四星", ()),
        (alphas(airtight="0.65"), (3,), None, ("characteristic_floor",)),
        (alphas(tomato="0.5"), (3,), "三星", ()),
        (alphas(tomato="0.45"), (3,), None, ("indicator_floor",)),
        (alphas(), (3, 3, 3, 2), "五星", ()),
        (alphas(), (3, 3, 3, 1), None, ("requirement_floor",)),
        (
            alphas("0.45", "0.65"),
            (1,),
            None,
            ("characteristic_floor", "indicator_floor", "requirement_floor"),
        ),
    ],
)
def test_a_floor_of_the_specification_decides(
    stars: Specification, form: Sequence[str], levels: Sequence[int], grade: str | None, flags: Sequence[str]
) -> None:
    found = result(stars, form, levels).grade
    assert (found.name, found.flags) == (grade, tuple(flags))
    if flags:
        assert found.margin is not None
        assert set(found.margin.gates) == set(flags)


def test_the_trace_says_which_floor_and_in_which_clause(stars: Specification) -> None:
    found = result(stars, alphas(tomato="0.45"))
    steps = {step.figure: step for step in explain(found)}
    veto = steps["grade.floors.indicator[甲]"]
    assert (veto.value, veto.operands["least"], veto.clauses) == (False, 50, ("6.1.1",))
    assert veto.operands["service.indicators[甲].coefficient"] == "0.45"
    assert steps["grade.floors.characteristic[乙]"].value is True
    assert steps["grade.floors.requirement[Ⅳ.a]"].operands["management.clauses[Ⅳ.a].level"] == 3


def test_the_smallest_change_over_a_floor_is_found(stars: Specification) -> None:
    """乙 lacks 5 % of its 28 points, 1.4: 0.11 more on the 13 points of 乙.2; 甲 lacks 0.05."""
    found = grade_changes(stars, choose(stars, {}), result(stars, alphas(airtight="0.65")))
    sizes = {change.field: change.size for change in found}
    assert sizes["experience_coefficients[乙.2,1]"] == Fraction(11, 100)
    found = grade_changes(stars, choose(stars, {}), result(stars, alphas(tomato="0.45")))
    assert [(each.field, each.size) for each in found[:1]] == [
        ("experience_coefficients[甲,1]", Fraction(5, 100))
    ]


def test_the_report_states_the_floors_and_which_was_missed(stars: Specification) -> None:
    told = page_words(rendered(audit_file(stars, [alphas(tomato="0.45")], 3), "report"))
    assert "技术规范6.3规定：“气密性”的得分率不低于70%，否则不授予认证级别。" in told
    assert "技术规范6.2.5规定：条款Ⅳ.a不低于管理成熟度等级中级，否则不授予认证级别。" in told
    assert (
        "技术规范6.1.1规定：指标甲“番茄存活”的得分率不低于50%（一票否决）。本次没有达到，不授予认证级别。"
        in told
    )


def test_the_certificate_names_the_grade_in_english(stars: Specification, folder: Path) -> None:
    """Where the specification gives its grades no English names, they are counted."""
    settings = Settings(body=replace(Settings().body, name_en="Example Body"))
    english = {"client_name_en": "Example Ltd.", "client_address_en": "1 Example Road"}
    english |= {"certification_scope_en": "Example service"}
    for own, words in (
        (stars, "Five stars (of 3 grades, the highest)"),
        (load_specification(folder / "two_levels.toml"), "Grade 1 (of 1; grade 1 is the highest)"),
    ):
        own = replace(own, control=replace(own.control, title_en="Example Specification"))
        made = replace(audit_file(own, [GOOD], len(own.levels), **english), settings=settings)
        assert bare(words) in page_words(rendered(made, "certificate"))


def test_a_floor_that_is_changed_is_a_difference(stars: Specification, tmp_path: Path) -> None:
    tables = star_rated()
    tables["floors"][0]["least"] = 75
    path = put(tmp_path, "later.toml", written(tables))
    (change,) = changes(stars, load_specification(path))
    assert (change.part, change.before, change.after) == ("grading", "70（条款 6.3）", "75（条款 6.3）")


def test_the_floors_are_shown_with_their_clauses(run: Run, tmp_path: Path, folder: Path) -> None:
    config = put(tmp_path, "body.toml", f'specifications = "{folder.as_posix()}"\n'.encode())
    asked = ("spec", "show", "EXAMPLE-TBSC911-2026", "--config", config)
    assert "指标 甲：得分率不低于 50%（一票否决）" in run(*asked, "--lang", "zh").out
    assert run(*asked, "--json").json["floors"] == [
        {"clause": "6.3", "kind": "characteristic", "id": "乙", "least": 70},
        {"clause": "6.1.1", "kind": "indicator", "id": "甲", "least": 50},
        {"clause": "6.2.5", "kind": "requirement", "id": "Ⅳ.a", "least": 2},
    ]


def test_what_is_wrong_with_a_floor_is_named_where_it_stands(tmp_path: Path) -> None:
    tables = star_rated()
    tables["floors"] = [
        {"clause": "6.3", "characteristic": "丁", "least": 70},
        {"clause": "6.3", "indicator": "甲", "least": 101},
        {"clause": "6.3", "indicator": "甲", "least": 50},
        {"clause": "6.3", "requirement": "Ⅳ.a", "least": 4},
    ]
    with pytest.raises(RefusedError) as refused:
        load_specification(put(tmp_path, "wrong.toml", written(tables)))
    assert [(each.code, each.field, each.found) for each in refused.value.problems] == [
        ("SPEC_REFERENCE", "floors[0].characteristic", "丁"),
        ("SPEC_VALUE", "floors[1].least", "101"),
        ("SPEC_ID_DOUBLED", "floors[2].indicator", "甲"),
        ("SPEC_VALUE", "floors[3].least", "4"),
    ]
    tables["floors"] = [{"clause": "6.3", "indicator": "甲", "requirement": "Ⅳ.a", "least": 1}]
    with pytest.raises(RefusedError) as refused:
        load_specification(put(tmp_path, "wrong.toml", written(tables)))
    assert [each.code for each in refused.value.problems] == ["SPEC_COUNT"]


@pytest.mark.parametrize(("row", "codes"), [(3, []), (2, ["NOT_APPLICABLE_ITEM"] * 2)])
def test_only_the_indicators_that_are_named_may_be_not_applicable(
    folder: Path, tmp_path: Path, row: int, codes: Sequence[str]
) -> None:
    """Without the glove box, 73 of 74 points apply."""
    own = load_specification(folder / "seven_levels.toml")
    cells = {("experience_coefficients", row, form): "不适用" for form in (0, 1)}
    reasons: list[str | None] = ["示例理由"] * len(own.indicators)
    path = put(
        tmp_path, "book.xlsx", workbook(own, GOOD, 7, cells=cells, values={"indicator_evidence": reasons})
    )
    book = read_workbook(path, lambda *_: own, lambda each: choose(each, {}))
    assert [each.code for each in book.problems if each.is_error] == codes
    if not codes:
        assert book.assessment is not None
        assert score(own, choose(own, {}), book.assessment).service.forms[0].applicable == 73


@pytest.fixture(scope="module")
def calculated(soffice: str, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Workbooks of every sibling, recalculated by LibreOffice in one start."""
    made: dict[str, bytes] = {}
    for name in SIBLINGS:
        own = load_specification(folder / f"{name}.toml")
        for level in (1, len(own.levels)):
            made[f"{name}-{level}"] = workbook(own, GOOD, level)
            made[f"{name}-{level}-weak"] = workbook(
                own,
                GOOD,
                level,
                cells={("experience_coefficients", 0, 0): 0, ("experience_coefficients", 2, 1): 0},
            )
    seven = load_specification(folder / "seven_levels.toml")
    excluded = {("experience_coefficients", 3, form): "不适用" for form in (0, 1)}
    reasons = {"indicator_evidence": ["示例理由"] * len(seven.indicators)}
    made["seven_levels-excluded"] = workbook(seven, GOOD, 7, cells=excluded, values=reasons)
    return recalculated(soffice, tmp_path_factory.mktemp("recalculated"), made)


@pytest.mark.parametrize("name", SIBLINGS)
def test_the_worksheet_and_the_program_agree(
    calculated: dict[str, bytes], folder: Path, tmp_path: Path, name: str
) -> None:
    own = load_specification(folder / f"{name}.toml")
    outcomes = set()
    for case, content in calculated.items():
        if not case.startswith(name):
            continue
        book = read_workbook(
            put(tmp_path, "book.xlsx", content), lambda *_: own, lambda each: choose(each, {})
        )
        assert book.assessment is not None
        assert book.readings is not None
        found = score(own, book.readings, book.assessment)
        assert list(saved_value_problems(book, found)) == [], case
        outcomes.add(found.grade.name)
    assert {None, own.grading.names[1]} <= outcomes


@pytest.mark.parametrize("name", SIBLINGS)
def test_the_whole_job_runs(run: Run, tmp_path: Path, folder: Path, name: str) -> None:
    """Check, score, issue, archive and export, without code that knows the sibling."""
    own = load_specification(folder / f"{name}.toml")
    text = (ROOT / "samples" / "cts-docs.toml").read_text("utf-8").replace("pdf = true", "pdf = false")
    config = put(tmp_path, "body.toml", f'specifications = "{folder.as_posix()}"\n{text}'.encode())
    book, place = put(tmp_path, "audit.xlsx", workbook(own, "1", len(own.levels))), tmp_path / "archive"
    assert run("check", book, "--config", config).code == 0
    assert run("archive", "init", "--archive", place, "--config", config).code == 0
    issued = run("issue", book, "--archive", place, "--config", config, "--json")
    assert issued.code == 0, issued.out
    listed = run("archive", "list", "--archive", place, "--config", config, "--json")
    assert [entry["grade"] for entry in listed.json["entries"]] == [own.grading.names[1]]
    verified = run("archive", "verify", "--archive", place, "--config", config, "--rerender", "--json")
    assert (verified.code, [entry["faults"] for entry in verified.json["entries"]]) == (0, [[]])
    exported = run("archive", "export", "--archive", place, "--config", config, "-o", tmp_path / "exported")
    assert exported.code == 0, exported.err
