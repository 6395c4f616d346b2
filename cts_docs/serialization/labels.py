"""Labels of figures, formulas and inputs, in Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from fractions import Fraction

from cts_docs.assessment.analysis import derived_figures
from cts_docs.assessment.analysis.compare import input_label
from cts_docs.assessment.figures import distinct_from_zero, exact, rounded
from cts_docs.assessment.scoring import formulas
from cts_docs.assessment.scoring.result import FigureValue, Margin
from cts_docs.messages import LANGUAGES, Language, catalogue, message

_LEVEL_NOTE = re.compile(r"C1_total_(\d+)_(\d+)")
_PLACE = re.compile(r"\[([^\]]*)\]")
_MEAN_COEFFICIENT = "FIGURE_SERVICE_INDICATORS_COEFFICIENT"
_FORMULAS: Mapping[str, str] = {
    formulas.EARNED_BY_FORM: "FORMULA_EARNED_BY_FORM",
    formulas.EARNED_JUDGED_ALONE: "FORMULA_EARNED_JUDGED_ALONE",
    formulas.EARNED_WITH_JUDGED: "FORMULA_EARNED_WITH_JUDGED",
    formulas.APPLICABLE_BY_FORM: "FORMULA_APPLICABLE_BY_FORM",
    formulas.SCORE_OF_FORM: "FORMULA_SCORE_OF_FORM",
    formulas.MEAN_COEFFICIENT: "FORMULA_MEAN_COEFFICIENT",
    formulas.MEAN_JUDGED: "FORMULA_MEAN_JUDGED",
    formulas.WEIGHTED_COEFFICIENT: "FORMULA_WEIGHTED_COEFFICIENT",
    formulas.WEIGHTED_JUDGED: "FORMULA_WEIGHTED_JUDGED",
    formulas.EARNED_BY_INDICATOR: "FORMULA_EARNED_BY_INDICATOR",
    formulas.EARNED_BY_JUDGED: "FORMULA_EARNED_BY_JUDGED",
    formulas.SUM_OF_INDICATORS: "FORMULA_SUM_OF_INDICATORS",
    formulas.MEAN_OF_FORMS: "FORMULA_MEAN_OF_FORMS",
    formulas.MEAN_OF_PERSONS: "FORMULA_MEAN_OF_PERSONS",
    formulas.MEAN_OF_GROUP: "FORMULA_MEAN_OF_GROUP",
    formulas.WEIGHT_OF_FORM: "FORMULA_WEIGHT_OF_FORM",
    formulas.SUM_OF_GROUPS: "FORMULA_SUM_OF_GROUPS",
    formulas.MANAGEMENT_PERCENTAGE: "FORMULA_MANAGEMENT_PERCENTAGE",
    formulas.SUM_OF_SCORES: "FORMULA_SUM_OF_SCORES",
    formulas.AGREED_LEVEL: "FORMULA_AGREED_LEVEL",
    formulas.POINTS_OF_LEVEL: "FORMULA_POINTS_OF_LEVEL",
    formulas.SUM_OF_CLAUSES: "FORMULA_SUM_OF_CLAUSES",
    formulas.LEVEL_OF_TOTAL: "FORMULA_LEVEL_OF_TOTAL",
    formulas.CONCLUSION: "FORMULA_CONCLUSION",
    formulas.GRADE_OF_ALL: "FORMULA_GRADE_OF_ALL",
    formulas.GRADE_OF_SCORE: "FORMULA_GRADE_OF_SCORE",
    formulas.GRADE_OF_COMPOSITE: "FORMULA_GRADE_OF_COMPOSITE",
    formulas.NAME_OF_GRADE: "FORMULA_NAME_OF_GRADE",
    formulas.FLOOR_REACHED: "FORMULA_FLOOR_REACHED",
    formulas.MARGIN_SCORE: "FORMULA_MARGIN_SCORE",
    formulas.MARGIN_COMPOSITE: "FORMULA_MARGIN_COMPOSITE",
    formulas.MARGIN_MANAGEMENT: "FORMULA_MARGIN_MANAGEMENT",
    formulas.MARGIN_LEVEL: "FORMULA_MARGIN_LEVEL",
    formulas.MARGIN_GATES: "FORMULA_MARGIN_GATES",
    formulas.MARGIN_GATES_OF_SCORE: "FORMULA_MARGIN_GATES_OF_SCORE",
    derived_figures.SHOWN: "FORMULA_SHOWN",
    derived_figures.SHOWN_COMPOSITE: "FORMULA_SHOWN_COMPOSITE",
    derived_figures.ROUNDED: "FORMULA_ROUNDED",
    derived_figures.WEIGHT_OF_GROUP: "FORMULA_WEIGHT_OF_GROUP",
    derived_figures.FORMS_OF_GROUP: "FORMULA_FORMS_OF_GROUP",
    derived_figures.RECORDED: "FORMULA_RECORDED",
    derived_figures.POINTS_OF_INDICATOR: "FORMULA_POINTS_OF_INDICATOR",
    derived_figures.POINTS_OF_CHARACTERISTIC: "FORMULA_POINTS_OF_CHARACTERISTIC",
    derived_figures.REASONS: "FORMULA_REASONS",
    derived_figures.FLAGS: "FORMULA_FLAGS",
    derived_figures.NO_MARGIN: "FORMULA_NO_MARGIN",
}


def figure_label(name: str, language: Language, judged: Collection[str] = ()) -> str:
    """The label of a figure or operand of the trace; inputs have a Chinese label only.

    `judged` are the indicators that are scored by judgement: what was entered for them is points, and
    their mean is a share of the points.
    """
    place = _PLACE.search(name)
    code = "FIGURE_" + _PLACE.sub("", name).replace(".", "_").upper()
    if code == _MEAN_COEFFICIENT and place and place[1] in judged:
        code = "FIGURE_JUDGED_SHARE"
    if code in catalogue():
        return message(code, language, {"id": place[1] if place else ""})
    return input_label(name, judged)


def figure_labels(name: str) -> tuple[str, ...]:
    """The labels of a figure in every language."""
    return tuple(figure_label(name, language) for language in LANGUAGES)


def formula_text(formula: str, language: Language) -> str:
    """The text of a formula of the trace."""
    return message(_FORMULAS[formula], language, {})


def flag_text(flag: str, language: Language) -> str:
    """The text of a flag of the grade; a note on a management total names its own bounds (reading C1)."""
    if note := _LEVEL_NOTE.fullmatch(flag):
        return message("FLAG_C1_TOTAL", language, {"lower": note[1], "upper": note[2]})
    return message(f"FLAG_{flag.upper()}", language, {})


def coded_text(figure: str, value: str, language: Language) -> str:
    """The text of a value that is a code, such as a flag of the grade; any other value as it is."""
    if figure == "grade.outcome":
        return message(f"OUTCOME_{value.upper()}", language, {})
    if figure == "grade.margin.gates":
        return message(f"MARGIN_{value.upper()}", language, {})
    return flag_text(value, language) if figure == "grade.flags" else value


def margin_text(margin: Margin, name: str, language: Language, *, composite: bool = False) -> str:
    """What is missing to the next higher grade, of which `name` is the name: figures and gates.

    `composite` says that the grades divide the composite score.
    """
    parts = []
    if margin.score:
        score = "MARGIN_COMPOSITE" if composite else "MARGIN_SCORE"
        parts.append(message(score, language, {"missing": distinct_from_zero(margin.score)}))
    if margin.management:
        values = {"missing": exact(margin.management), "levels": str(margin.level)}
        parts.append(message("MARGIN_MANAGEMENT", language, values))
    parts += [message(f"MARGIN_{gate.upper()}", language, {}) for gate in margin.gates]
    return message(
        "MARGIN", language, {"grade": name, "missing": message("MARGIN_AND", language, {}).join(parts)}
    )


def figure_text(figure: str, value: FigureValue, language: Language) -> str:
    """The value of a figure or an input in words: yes or no, texts, a quotient with its decimal value."""
    if isinstance(value, bool):
        return message("WORD_YES" if value else "WORD_NO", language, {})
    if isinstance(value, tuple):
        return "; ".join(coded_text(figure, one, language) for one in value) or "—"
    if isinstance(value, str):
        return _with_decimals(coded_text(figure, value, language))
    return "—" if value is None else str(value)


def _with_decimals(text: str) -> str:
    """A quotient, with its decimal value added."""
    above, _, below = text.partition("/")
    if above.lstrip("-").isdecimal() and below.isdecimal() and int(below):
        return f"{text} ≈ {rounded(Fraction(int(above), int(below)), 4)}"
    return text
