"""The command line where points are judged, evaluators have groups, or management is not scored."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from cts_docs.specification.loader import load_specification
from tests.conftest import ROOT, Run
from tests.support.workbooks import put, workbook

SPECIFICATIONS = ROOT / "tests" / "specifications"
CARE, HALL = (load_specification(SPECIFICATIONS / f"{name}.toml") for name in ("care", "hall"))
MARKS = [Decimal(mark) for mark in ("12", "0.9", "9", "0.9", "0.9", "6")]
"""The marks of the hall's six indicators: 一.1, 一.3 and 二.3 are judged, of 12, 10 and 7 points."""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return put(tmp_path, "body.toml", f'specifications = "{SPECIFICATIONS.as_posix()}"\n'.encode())


def hall(*marks: str, groups: tuple[str, str] = ("观众", "专家")) -> bytes:
    """A workbook of the hall: all forms alike but for the marks of 一.3, one for each form."""
    cells = [[mark, mark] for mark in MARKS]
    cells[2] = [Decimal(mark) for mark in marks] or cells[2]
    return workbook(HALL, values={"experience_coefficients": cells, "evaluator_groups": list(groups)})


@pytest.mark.parametrize(
    ("language", "group", "unwanted"),
    [("zh", "观众（权重 70%，1 份）", "成熟度"), ("en", "观众 (weight 70%, forms: 1)", "maturity")],
)
def test_a_score_by_groups_says_nothing_of_maturity(
    run: Run, tmp_path: Path, config: Path, language: str, group: str, unwanted: str
) -> None:
    path = put(tmp_path, "hall.xlsx", hall())
    said = run("score", path, "--config", config, "--lang", language).out
    assert group in said
    assert unwanted not in said
    explained = run("explain", path, "--config", config, "--lang", language).out
    assert unwanted not in explained
    (found,) = run("score", path, "--config", config, "--json").json["workbooks"]
    assert found["management"] is None
    assert [(one["name"], one["weight"]) for one in found["service"]["groups"]] == [
        ("观众", 70),
        ("专家", 30),
    ]
    assert [form["group"] for form in found["service"]["forms"]] == ["观众", "专家"]


def test_a_composite_score_is_shown_with_its_weights(run: Run, tmp_path: Path, config: Path) -> None:
    """All at the most: 100 of service and 100% of management."""
    path = put(tmp_path, "care.xlsx", workbook(CARE, "1", 7))
    said = run("score", path, "--config", config, "--lang", "zh").out
    assert "综合得分（服务 60%，管理 40%）  100.00" in said
    (found,) = run("score", path, "--config", config, "--json").json["workbooks"]
    assert found["composite"] == {"score": "100", "shown": "100.00", "management": "100"}
    assert found["grade"]["name"] == "AAA"


def test_wrong_groups_and_points_are_errors_with_their_cells(run: Run, tmp_path: Path, config: Path) -> None:
    """观众 has no form: its cell has a word that is no group; 9.3 is no multiple of a half point."""
    path = put(tmp_path, "hall.xlsx", hall("9.3", "11", groups=("游客", "专家")))
    answer = run("check", path, "--config", config, "--for", "score", "--json")
    (found,) = answer.json["workbooks"]
    errors = {one["field"]: one for one in found["problems"] if one["severity"] == "error"}
    assert answer.code == 1
    assert set(errors) == {
        "evaluator_groups[1]",
        "experience_coefficients[一.3,1]",
        "experience_coefficients[一.3,2]",
    }
    assert all(one["cell"] for one in errors.values())
    assert "观众 / 专家" in errors["evaluator_groups[1]"]["remedy"]


def test_a_group_without_a_form_is_an_error(run: Run, tmp_path: Path, config: Path) -> None:
    path = put(tmp_path, "hall.xlsx", hall(groups=("专家", "专家")))
    (found,) = run("score", path, "--config", config, "--json").json["workbooks"]
    assert not found["ok"]
    (problem,) = [one for one in found["problems"] if one["severity"] == "error"]
    assert (problem["code"], problem["field"]) == ("GROUP_WITHOUT_FORM", "evaluator_groups")
    assert problem["sheet"]


def test_figures_are_explained_down_to_the_cells_of_groups_and_points(
    run: Run, tmp_path: Path, config: Path
) -> None:
    """专家 gave 8 of the 10 points of 一.3; were it 2, the share of both would be 0.7 × 0.9 + 0.3 × 0.2."""
    path = put(tmp_path, "hall.xlsx", hall("9", "8"))
    figure = "service.groups[专家].score"
    found = run("explain", path, figure, "--config", config, "--json").json
    assert [cell["found"] for cell in found["steps"][0]["cells"]] == ["专家"]
    figure, setting = "service.indicators[一.3].coefficient", "experience_coefficients[一.3,2]=2"
    found = run("explain", path, figure, "--set", setting, "--config", config, "--json", "--lang", "zh").json
    assert found["steps"][0]["label"] == "指标 一.3 平均得分率"
    assert [cell["found"] for cell in found["steps"][0]["cells"]] == ["9", "8"]
    changed = {one["figure"]: one["after"] for one in found["changed"]}
    assert changed[figure] == "0.69"
    refused = run("explain", path, "--set", "评判得分[一.3,2]=2.3", "--config", config, "--lang", "zh")
    assert "应为 0 至 10 分，且为 0.5 的整数倍" in refused.err


def test_two_workbooks_are_compared_in_points_and_groups(run: Run, tmp_path: Path, config: Path) -> None:
    before = put(tmp_path, "before.xlsx", hall("9", "8"))
    after = put(tmp_path, "after.xlsx", hall("9", "7.5", groups=("专家", "观众")))
    found = run("compare", before, after, "--config", config, "--json", "--lang", "zh").json
    inputs = {
        one["label"]: (one["before"], one["after"]) for one in found["differences"] if one["kind"] == "input"
    }
    assert inputs == {
        "评判得分 一.3,2": ("8", "7.5"),
        "测评员类别 1": ("观众", "专家"),
        "测评员类别 2": ("专家", "观众"),
    }
    assert found["a"]["level"] is None
