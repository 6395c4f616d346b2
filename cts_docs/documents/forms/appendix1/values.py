"""附录 1: the service requirements, filled once per evaluation form and once with the means."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import partial

from cts_docs.assessment.figures import exact, rounded
from cts_docs.assessment.model import NOT_APPLICABLE
from cts_docs.assessment.scoring.result import FormResult, IndicatorResult
from cts_docs.documents.audit_file import AuditFile
from cts_docs.documents.forms.form import DocumentForm, Values, shown_values
from cts_docs.documents.forms.shared_values import (
    coefficient_decimals,
    common_values,
    file_name,
    form_properties,
    or_empty,
)
from cts_docs.documents.ooxml.properties import Properties
from cts_docs.documents.wording import controlled_forms as words
from cts_docs.documents.wording.common import EMPTY, date, figure, judged
from cts_docs.specification.model import Characteristic, Indicator, Points, Specification

_LAST_ROWS = 8
"""The rows of a list that stay on the page of the signature: it never holds next to nothing."""


def values(audit_file: AuditFile, item: int | None) -> Values:
    """The values of one evaluation form, or of the means where `item` is None."""
    service = audit_file.result.service
    filled = common_values(audit_file)
    common = {key: filled[key] for key in ("client_name", "report_number", "footer")}
    common["_first_edition"] = audit_file.is_first_edition
    if item is not None:
        form = next(each for each in service.forms if each.form == item)
        return {**common, **_form_values(audit_file, form)}
    forms = [_listed_form(audit_file, each) for each in service.forms]
    return {**common, **_means_values(audit_file), "forms": forms, "_kept": _kept(len(forms))}


def _kept(count: int) -> list[bool]:
    """Which of so many rows stay on the page of the signature: the last ones."""
    return [number >= count - _LAST_ROWS for number in range(count)]


def _form_values(audit_file: AuditFile, form: FormResult) -> dict[str, object]:
    return {
        "note": words.form_note(audit_file.specification),
        "form_label": words.form_label(form.form, len(audit_file.result.service.forms)),
        "evaluator": form.evaluator,
        "form_date": date(form.date),
        "form_subject": or_empty(form.subject),
        **_group(audit_file, form.group),
        "coefficients": {
            each.id: _coefficient(each, form.coefficients[each.id], 2)
            for each in audit_file.specification.indicators
        },
        "earned": {id: figure(points) for id, points in form.indicators.items()},
        "totals": {
            "applicable": exact(form.applicable),
            "earned": rounded(form.earned),
            "score": rounded(form.score),
            "service_score": EMPTY,
        },
        "characteristics": {
            part.id: _form_characteristic(part, form)
            for part in audit_file.specification.appendix1.characteristics
        },
        "forms": [],
        "remarks": [],
        "signatory": words.EVALUATOR,
        "signatory_name": form.evaluator,
    }


def _form_characteristic(part: Characteristic, form: FormResult) -> dict[str, str]:
    scored = [each for each in part.indicators if form.indicators[each.id] is not None]
    points = sum(each.points for each in scored)
    earned = sum((form.indicators[each.id] or Fraction(0) for each in scored), Fraction(0))
    return _characteristic(points, earned if scored else None)


def _characteristic(points: Points, earned: Fraction | None) -> dict[str, str]:
    score = earned * 100 / points if earned is not None and points else None
    return {"points": exact(points), "earned": figure(earned), "score": figure(score)}


def _means_values(audit_file: AuditFile) -> dict[str, object]:
    service = audit_file.result.service
    earned = sum((part.earned or Fraction(0) for part in service.characteristics), Fraction(0))
    applicable = sum(part.points for part in service.characteristics)
    means = {each.id: each for each in service.indicators}
    decimals = 2 if audit_file.is_first_edition else coefficient_decimals(audit_file)
    return {
        "note": words.means_note(
            audit_file.specification,
            len(service.forms),
            by_person=audit_file.readings["B9"] == "persons",
            first_edition=audit_file.is_first_edition,
        ),
        "form_label": words.means_label(len(service.forms)),
        "evaluator": words.SEE_FORMS,
        "form_date": words.SEE_FORMS,
        "form_subject": words.SEE_FORMS,
        **_group(audit_file, words.SEE_FORMS),
        "coefficients": {
            each.id: _mean_coefficient(each, means[each.id], decimals)
            for each in audit_file.specification.indicators
        },
        "earned": {each.id: figure(each.earned) for each in service.indicators},
        "totals": {
            "applicable": exact(applicable),
            # The mean of the totals is the score itself where all points apply, and is marked like it.
            "earned": service.shown if earned == service.score else rounded(earned),
            "score": service.shown,
            "service_score": service.shown,
        },
        "characteristics": {
            part.id: _characteristic(part.points, part.earned) for part in service.characteristics
        },
        "remarks": _remarks(audit_file),
        "signatory": words.LEADER,
        "signatory_name": common_values(audit_file)["leader"],
    }


def _remarks(audit_file: AuditFile) -> list[dict[str, str]]:
    evidence = audit_file.assessment.indicator_evidence
    return [
        {"indicator": each.heading, "text": evidence[each.id]}
        for each in audit_file.specification.indicators
        if evidence.get(each.id)
    ]


def _coefficient(indicator: Indicator, coefficient: Fraction | None, decimals: int) -> str:
    """α with so many decimals; the points as they were given where it is scored by judgement."""
    if coefficient is not None and indicator.judged_in:
        return judged(exact(indicator.entered(coefficient)))
    return NOT_APPLICABLE if coefficient is None else rounded(coefficient, decimals)


def _mean_coefficient(indicator: Indicator, mean: IndicatorResult, decimals: int) -> str:
    if mean.earned is not None and indicator.judged_in:
        return judged(rounded(mean.earned))
    return _coefficient(indicator, mean.coefficient, decimals)


def _group(audit_file: AuditFile, group: str) -> dict[str, str]:
    """The group of evaluators of a form, where the specification has such groups."""
    return {"group": group} if audit_file.specification.evaluator_groups else {}


def _listed_form(audit_file: AuditFile, form: FormResult) -> dict[str, str]:
    return {
        "form": str(form.form),
        "evaluator": form.evaluator,
        **_group(audit_file, form.group),
        "date": date(form.date),
        "subject": or_empty(form.subject),
        "applicable": exact(form.applicable),
        "earned": rounded(form.earned),
        "score": rounded(form.score),
    }


def _items(audit_file: AuditFile) -> Sequence[int | None]:
    return (*(form.form for form in audit_file.result.service.forms), None)


def _filename(audit_file: AuditFile, item: int | None) -> str:
    digits = max(2, len(str(len(audit_file.result.service.forms))))
    copy = words.MEANS if item is None else f"{words.FORM}{item:0{digits}}"
    return file_name(audit_file.specification.appendix1.label, copy)


def _properties(audit_file: AuditFile, item: int | None) -> Properties:
    appendix = audit_file.specification.appendix1
    copy = words.MEANS if item is None else f"{words.FORM} {item}"
    return form_properties(audit_file, f"{appendix.label} {appendix.title}", copy)


def _template(specification: Specification) -> bytes:
    # Loaded here: filling a template needs nothing of what making it needs.
    from cts_docs.documents.forms.appendix1.template import template

    return template(specification)


_shown = partial(shown_values, added=frozenset(("signatory_name",)))

FORM = DocumentForm("appendix1", _template, _properties, values, _filename, _items, shown=_shown)
