"""Two assessments side by side."""

from __future__ import annotations

from dataclasses import replace

from cts_docs.assessment.analysis.compare import Side, differences
from cts_docs.assessment.model import Assessment, Nonconformity
from cts_docs.assessment.readings import choose
from cts_docs.assessment.scoring.score import score
from cts_docs.specification.loader import load_specification
from tests.support.assessments import assessment

SPECIFICATION = load_specification()
READINGS = choose(SPECIFICATION, {})


def side(item: Assessment) -> Side:
    return Side(SPECIFICATION, item, score(SPECIFICATION, READINGS, item))


def test_an_assessment_does_not_differ_from_itself() -> None:
    item = assessment(SPECIFICATION)
    assert differences(side(item), side(item)) == ()


def test_inputs_and_figures_that_differ_are_named() -> None:
    first = assessment(SPECIFICATION, ["0.9"], 4)
    second = replace(
        assessment(SPECIFICATION, ["0.8"], 4, client_name="示例二公司", contract_number="EX-7"),
        nonconformities=(Nonconformity("NC-1", "6.2", "示例", "轻微", "未关闭", None),),
    )
    found = differences(side(first), side(second))
    by_key = {item.key: item for item in found}
    assert (by_key["service.score"].before, by_key["service.score"].after) == ("90", "80")
    assert (by_key["grade.name"].before, by_key["grade.name"].after) == ("二级", "三级")
    name = by_key["client_name"]
    assert (name.kind, name.label, name.after) == ("input", "受审核方名称", "示例二公司")
    assert (by_key["contract_number"].before, by_key["contract_number"].after) == (None, "EX-7")
    assert by_key["experience_coefficients[3.1,1]"].label == "体验系数 α 3.1,1"
    assert by_key["nonconformity_severities[1]"].after == "轻微"
    assert "maturity_levels[1.1]" not in by_key
