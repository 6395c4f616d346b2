"""Every figure and formula has its words in both languages."""

from __future__ import annotations

from cts_docs.assessment.analysis.derived_figures import with_every_figure
from cts_docs.assessment.readings import choose
from cts_docs.assessment.scoring.score import score
from cts_docs.serialization.labels import figure_label, formula_text
from cts_docs.specification.model import Specification
from tests.support.assessments import assessment


def test_every_step_has_words(sibling: Specification) -> None:
    item = assessment(sibling, levels=1)
    result = with_every_figure(sibling, score(sibling, choose(sibling, {}), item))
    for step in result.trace:
        assert formula_text(step.formula, "zh") == step.formula
        assert formula_text(step.formula, "en").isprintable()
        for name in (step.figure, *step.operands):
            assert figure_label(name, "zh") != name
            assert figure_label(name, "en") != name


def test_a_place_stands_in_the_words() -> None:
    assert figure_label("management.clauses[6.2].points", "en") == "clause 6.2: points"
    assert figure_label("service.forms[3].score", "zh") == "第 3 份测评表得分"
