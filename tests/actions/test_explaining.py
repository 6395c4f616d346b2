"""What `score` answers and what `explain` knows are the same figures."""

from __future__ import annotations

import pytest

from cts_docs.actions.shapes import result_shape
from cts_docs.assessment.explain import explain
from cts_docs.assessment.further import with_every_figure
from cts_docs.assessment.readings import choose
from cts_docs.assessment.scoring import score
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
    for figure, value in figures_of(result_shape(result)).items():
        found = known[figure]
        assert (list(found) if isinstance(found, tuple) else found) == value
        first = explain(every, figure)[0]
        assert (first.figure, bool(first.operands), bool(first.clauses)) == (figure, True, True)
