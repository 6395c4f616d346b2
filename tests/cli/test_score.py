"""`cts-docs score`: figures and grade, exact in JSON and aligned for people."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from cts_docs.specification.model import Specification
from tests.conftest import Run
from tests.support.workbooks import put, workbook


def test_json_has_every_figure(run: Run, tmp_path: Path, tbsc034: Specification) -> None:
    """α 0.9 everywhere: 90 of 100 points; every clause at level 4: 4 × 13 + 8 × 8 = 116 points."""
    path = put(tmp_path, "a.xlsx", workbook(tbsc034, "0.9", 4, forms=1))

    answer = run("score", path, "--json")

    (found,) = answer.json["workbooks"]
    assert answer.code == 0
    assert found["path"] == str(path)
    assert found["ok"]
    assert found["specification"] == {
        "id": "CTS-TBSC034-2026",
        "number": "CTS TBSC034-2026",
        "version": "B/0",
    }
    assert found["readings"] == {
        "A1": "bands",
        "A2": "none",
        "A3": "row3",
        "A4": "exact",
        "A5": "lower",
        "A8": "level4",
        "B8": "off",
        "B9": "forms",
        "B11": "1",
        "B12": "off",
        "C1": "as_issued",
        "C4": "off",
    }
    assert found["configuration"] is None
    assert found["service"]["score"] == "90"
    assert found["service"]["shown"] == "90.00"
    assert found["service"]["forms"] == [
        {
            "form": 1,
            "evaluator": "示例测评员1",
            "date": "2026-03-02",
            "earned": "90",
            "applicable": 100,
            "score": "90",
        }
    ]
    assert found["service"]["characteristics"][0] == {"id": "1", "points": 17, "earned": "15.3"}
    assert found["service"]["indicators"][-1] == {
        "id": "7",
        "points": 8,
        "coefficient": "0.9",
        "earned": "7.2",
    }
    assert found["management"]["total"] == 116
    assert found["management"]["level"] == 5
    assert found["management"]["clauses"][9] == {"id": "4.1", "level": 4, "points": 8}
    assert found["conformity"]["passed"] is True
    assert found["grade"] == {
        "grade": 2,
        "name": "二级",
        "outcome": "certified",
        "flags": ["C1_total_105_119"],
        "margin": {"score": "5", "management": 0, "level": 0, "gates": []},
    }
    assert [problem["code"] for problem in found["problems"]] == ["SINGLE_FORM"]


def test_a_mean_without_finite_decimal_is_a_fraction(
    run: Run, tmp_path: Path, tbsc034: Specification
) -> None:
    """Three forms at 90, 90 and 90.05 (indicator 1.1, 5 points, at 0.91): the mean is 5401/60."""
    cells = {("experience_coefficients", 0, 2): Decimal("0.91")}
    path = put(tmp_path, "a.xlsx", workbook(tbsc034, "0.9", 4, forms=3, cells=cells))

    service = run("score", path, "--json").json["workbooks"][0]["service"]

    assert service["score"] == "5401/60"
    assert service["shown"] == "90.02"


def test_a_refused_workbook_has_the_same_shape_everywhere(
    run: Run, tmp_path: Path, tbsc034: Specification
) -> None:
    path = put(tmp_path, "a.xlsx", workbook(tbsc034, forms=2, values={"client_name": None}))

    for command in (("score", path), ("check", path), ("render", path, "-o", tmp_path / "out")):
        answer = run(*command, "--json")
        (found,) = answer.json["workbooks"]
        assert answer.code == 1
        assert found.keys() == {"path", "ok", "problems"}
        assert found["ok"] is False
        assert [problem["code"] for problem in found["problems"]] == ["FIELD_MISSING"]


def test_the_configuration_chooses_readings_and_is_named_by_its_hash(
    run: Run, tmp_path: Path, tbsc034: Specification
) -> None:
    config = put(tmp_path, "body.toml", b'[readings]\nA8 = "level5"\n')
    new = run("new", "-o", tmp_path / "blank.xlsx", "--config", config)
    path = put(tmp_path, "a.xlsx", workbook(tbsc034))

    answer = run("score", path, "--json", "--config", config)

    assert new.code == 0
    assert answer.code == 1
    assert {problem["code"] for problem in answer.json["workbooks"][0]["problems"]} == {"READINGS_DIFFER"}


def test_people_see_the_grade_with_its_word(run: Run, tmp_path: Path, tbsc034: Specification) -> None:
    path = put(tmp_path, "a.xlsx", workbook(tbsc034, "0.85", 3))

    chinese = run("score", path, "--lang", "zh").out.splitlines()

    assert chinese[0] == str(path)
    assert "  认证级别            三级" in chinese
    assert "  服务特性测评得分    85.00" in chinese
