"""附录 2: the maturity descriptions, with the level that each clause reached in the clause's own cell."""

from __future__ import annotations

from cts_docs.documents.audit_file import Case
from cts_docs.documents.forms.form import Kind, Values
from cts_docs.documents.forms.values import common_values, file_name, form_properties
from cts_docs.documents.ooxml.properties import Properties
from cts_docs.documents.wording.common import maturity
from cts_docs.specification.model import Specification


def values(case: Case, _form: int | None = None) -> Values:
    """The level of each clause, and what they amount to."""
    management = case.result.management
    common = common_values(case)
    return {
        **{key: common[key] for key in ("client_name", "report_number", "audit_dates", "footer")},
        "levels": {each.id: maturity(case.specification, each.level) for each in management.clauses},
        "management_total": str(management.total),
        "management_level": maturity(case.specification, management.level),
    }


def _filename(case: Case, _form: int | None) -> str:
    return file_name(case.specification.appendix2.label)


def _properties(case: Case, _form: int | None) -> Properties:
    appendix = case.specification.appendix2
    return form_properties(case, f"{appendix.label} {appendix.title}")


def _template(specification: Specification) -> bytes:
    # Loaded here: filling a template needs nothing of what making it needs.
    from cts_docs.documents.forms.appendix2.template import template

    return template(specification)


KIND = Kind("appendix2", _template, _properties, values, _filename)
