"""The internal annex of the report: the margin to the next grade and the spread between forms.

Neither is part of the report that the client gets; the body asks for it by `[report] internal_annex`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from cts_docs.assessment.figures import exact, rounded
from cts_docs.assessment.model import NOT_APPLICABLE
from cts_docs.assessment.result import IndicatorResult
from cts_docs.documents.base import document_bytes, new_document
from cts_docs.documents.case import Case
from cts_docs.documents.charts import ChartPart, Series, chart_parts, spread
from cts_docs.documents.forms import file_name, template_properties
from cts_docs.documents.kind import Kind, Values, document_date
from cts_docs.documents.package import Properties
from cts_docs.documents.page import Furniture, set_page
from cts_docs.documents.report.opening import field_pairs
from cts_docs.documents.report.story import Story, label_cell
from cts_docs.documents.report.testing import set_chart
from cts_docs.documents.tables import Row, cell
from cts_docs.documents.wording import following, labels
from cts_docs.documents.wording import report as wording
from cts_docs.documents.wording.common import PENDING, entered, figure
from cts_docs.specification.model import Specification

_ONE = Decimal(1)
_FEW_CHARACTERS = 8
"""A figure that is longer than this without loss is shown rounded."""


def template(specification: Specification) -> bytes:
    """The annex's template, its chart without figures."""
    control = specification.control
    about = template_properties(specification, f"{control.title} {wording.INTERNAL_TITLE}")
    document = new_document(about)
    version = f"{control.number} {control.version}"
    set_page(document, Furniture("{{ body }}", wording.INTERNAL_TITLE, wording.FOOTER_NUMBER, version))
    story = Story(document, wording.INTERNAL_SECTIONS, labels.INTERNAL_CAPTIONS)
    story.text(wording.INTERNAL_TITLE, style="Title")
    story.text(wording.INTERNAL_NOTE, style="Note", align="center")
    _margin(story)
    _spread(story, specification)
    return document_bytes(document, about)


def values(case: Case, _form: int | None = None) -> Values:
    """The margin, and the lowest, highest and mean coefficient of each indicator over the forms."""
    margin = case.result.grade.margin
    return {
        "body": case.settings.body.name or case.specification.control.body,
        "report_number": case.report_number or PENDING,
        "field": {"client_name": entered(case.assessment.values.get("client_name"), PENDING)},
        "outcome": following.outcome(case.result),
        "margin": {
            "score": wording.NO_MARGIN if margin is None else wording.points(_brief(margin.score)),
            "management": wording.NO_MARGIN if margin is None else wording.points(str(margin.management)),
        },
        "form_count": len(case.result.service.forms),
        "spread": {item.id: _range(case, item) for item in case.result.service.indicators},
        "_table": {"margin": 1, "spread": 2},
    }


def _margin(story: Story) -> None:
    story.heading(1)
    story.text(wording.MARGIN_INTRODUCTION)
    story.pairs(
        "margin",
        (
            *field_pairs("client_name"),
            (labels.FORM_COUNT, "{{ form_count }}"),
            (labels.OUTCOME_NOW, "{{ outcome }}"),
            (labels.SCORE_MISSING, "{{ margin.score }}"),
            (labels.TOTAL_MISSING, "{{ margin.management }}"),
        ),
    )


def _spread(story: Story, specification: Specification) -> None:
    story.heading(2)
    story.text(wording.SPREAD_INTRODUCTION)
    rows = [
        Row(
            (
                label_cell(f"{part.name} {indicator.heading}"),
                *(
                    cell(f"{{{{ spread['{indicator.id}'].{key} }}}}", align="center")
                    for key in ("lowest", "highest", "mean", "range")
                ),
            )
        )
        for part in specification.appendix1.characteristics
        for indicator in part.indicators
    ]
    story.table("spread", (6, 3, 3, 3, 3), rows, labels.SPREAD)
    count = len(specification.indicators)
    chart = _chart(specification, *([None] * count for _ in range(3)))
    set_chart(story, 1, chart, wording.SPREAD_TITLE, wording.SPREAD_ALTERNATIVE, 80)


def _range(case: Case, item: IndicatorResult) -> dict[str, str]:
    found = _coefficients(case, item.id)
    if not found:
        return dict.fromkeys(("lowest", "highest", "mean", "range"), NOT_APPLICABLE)
    lowest, highest = min(found), max(found)
    return {
        "lowest": figure(lowest),
        "highest": figure(highest),
        "mean": figure(item.coefficient),
        "range": figure(highest - lowest),
    }


def _coefficients(case: Case, indicator: str) -> list[Fraction]:
    forms = case.result.service.forms
    return [found for form in forms if (found := form.coefficients[indicator]) is not None]


def _chart(
    specification: Specification,
    highest: Sequence[Decimal | None],
    lowest: Sequence[Decimal | None],
    mean: Sequence[Decimal | None],
) -> ChartPart:
    return spread(
        wording.SPREAD_TITLE,
        [indicator.id for indicator in specification.indicators],
        highest=Series(wording.SERIES_HIGHEST, tuple(highest)),
        lowest=Series(wording.SERIES_LOWEST, tuple(lowest)),
        mean=Series(wording.SERIES_MEAN, tuple(mean)),
        maximum=_ONE,
    )


def _parts(case: Case, _form: int | None) -> Mapping[str, bytes]:
    indicators = case.result.service.indicators
    found = [_coefficients(case, item.id) for item in indicators]
    chart = _chart(
        case.specification,
        _shown(max(each, default=None) for each in found),
        _shown(min(each, default=None) for each in found),
        _shown(item.coefficient for item in indicators),
    )
    return {name.removeprefix("/"): content for name, content in chart_parts([chart]).items()}


def _shown(figures: Iterable[Fraction | None]) -> list[Decimal | None]:
    return [None if found is None else Decimal(rounded(found)) for found in figures]


def _brief(score: Fraction) -> str:
    text = exact(score)
    return text if len(text) <= _FEW_CHARACTERS and "/" not in text else f"约 {rounded(score)}"


def _forms(case: Case) -> Sequence[int | None]:
    return (None,) if case.settings.report.internal_annex else ()


def _properties(case: Case, _form: int | None) -> Properties:
    control = case.specification.control
    body = case.settings.body.name or control.body
    title = f"{control.title} {wording.INTERNAL_TITLE}"
    return Properties(title, case.report_number, control.version, body, date=document_date(case))


def _filename(_case: Case, _form: int | None) -> str:
    return file_name(wording.INTERNAL_TITLE)


KIND = Kind("report_internal", template, _properties, values, _filename, _forms, _parts)
