"""What `score` answers and what `explain` knows are the same figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from cts_docs.assessment.analysis.derived_figures import with_every_figure
from cts_docs.assessment.analysis.explain import explain
from cts_docs.assessment.readings import choose
from cts_docs.assessment.scoring.score import score
from cts_docs.serialization.results import serialize_result
from cts_docs.specification.loader import load_specification
from cts_docs.specification.model import Specification
from tests.support.assessments import assessment
from tests.support.figures import figures_of


@pytest.mark.parametrize(
    ("alpha", "passed"), [("0.9", "符合"), ("1", "符合"), ("0.5", "不符合")], ids=["二级", "一级", "none"]
)
def test_every_figure_of_score_is_explained(sibling: Specification, alpha: str, passed: str) -> None:
    """一级 has no margin to a higher grade: that is explained as well."""
    item = assessment(sibling, [alpha, alpha], len(sibling.levels), management_conformity=passed)
    result = score(sibling, choose(sibling, {}), item)
    every = with_every_figure(sibling, result)

    known = {step.figure: step.value for step in every.trace}

    assert len(known) == len(every.trace)
    for figure, value in figures_of(serialize_result(result)).items():
        found = known[figure]
        assert (list(found) if isinstance(found, tuple) else found) == value
        first = explain(every, figure)[0]
        assert (first.figure, bool(first.operands), bool(first.clauses)) == (figure, True, True)


ODD = Path(__file__).parents[2] / "specifications" / "odd.toml"


@pytest.mark.parametrize(
    ("figure", "clauses"),
    [
        ("service.forms[1].score", ("6.1.1",)),
        ("service.indicators[乙.1].coefficient", ("6.1.2", "附录一")),
        ("service.score", ("6.1.2",)),
        ("service.shown", ("6.3",)),
        ("management.total", ("附录三",)),
        ("grade.grade", ("6.3",)),
        ("grade.flags", ("6.3",)),
    ],
)
def test_a_figure_names_the_clauses_of_its_own_specification(figure: str, clauses: tuple[str, ...]) -> None:
    """The made-up sibling has a chapter more before its method: 6.1.1 where CTS TBSC034 has 5.1.1."""
    odd = load_specification(ODD)
    result = score(odd, choose(odd, {}), assessment(odd, ["0.9"], 3))
    assert explain(with_every_figure(odd, result), figure)[0].clauses == clauses


def test_a_figure_names_the_readings_of_its_own_specification() -> None:
    """The made-up sibling has no A6, A7, B1, B2."""
    odd = load_specification(ODD)
    every = with_every_figure(odd, score(odd, choose(odd, {}), assessment(odd, ["0.9"], 3)))
    assert explain(every, "grade.grade")[0].readings == ("A1", "A2", "A3", "A4", "A5", "A8", "B12", "C4")
    assert explain(every, "service.forms[1].earned")[0].readings == ()
