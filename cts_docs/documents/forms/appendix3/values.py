"""附录3: the points of each maturity level, those reached marked, with subtotals, total and level."""

from __future__ import annotations

from functools import partial

from cts_docs.assessment.figures import exact
from cts_docs.documents.audit_file import AuditFile
from cts_docs.documents.forms.form import DocumentForm, Values, shown_values, with_maturity
from cts_docs.documents.forms.shared_values import common_values, file_name, form_properties
from cts_docs.documents.ooxml.properties import Properties
from cts_docs.documents.wording import controlled_forms as words
from cts_docs.documents.wording.common import maturity
from cts_docs.specification.model import Specification


def values(audit_file: AuditFile, _item: int | None = None) -> Values:
    """The level and points of each clause, the chapters' subtotals, the total and its level."""
    specification, management = audit_file.specification, audit_file.result.management
    common = common_values(audit_file)
    reached = {each.id: each for each in management.clauses}
    return {
        **{key: common[key] for key in ("client_name", "report_number", "audit_dates", "footer", "leader")},
        "clauses": {
            each.id: {"level": specification.level(each.level).name, "points": exact(each.points)}
            for each in management.clauses
        },
        "_marks": {
            clause.id: _marks(specification, reached[clause.id].level) for clause in specification.clauses
        },
        "chapters": {
            each.id: {"points": exact(each.points), "maximum": exact(each.maximum)}
            for each in management.chapters
        },
        "_first_edition": audit_file.is_first_edition,
        "management_total": exact(management.total),
        "management_level": maturity(specification, management.level),
        "notes": _notes(audit_file),
    }


def _marks(specification: Specification, reached: int) -> dict[str, str]:
    return {
        str(level.number): words.MARK if level.number == reached else "" for level in specification.levels
    }


def _notes(audit_file: AuditFile) -> list[str]:
    """The note on a total that the level below would reach in every clause (reading C1)."""
    specification, management = audit_file.specification, audit_file.result.management
    if not any(flag.startswith("C1_") for flag in audit_file.result.grade.flags):
        return []
    lower = management.level - 1
    lower_total = sum(clause.points[lower - 1] for clause in specification.clauses)
    level, lower_level = (maturity(specification, number) for number in (management.level, lower))
    return [words.total_note(exact(management.total), level, lower_level, exact(lower_total))]


def _filename(audit_file: AuditFile, _item: int | None) -> str:
    return file_name(audit_file.specification.appendix3.label)


def _properties(audit_file: AuditFile, _item: int | None) -> Properties:
    appendix = audit_file.specification.appendix3
    return form_properties(audit_file, f"{appendix.label} {appendix.title}")


def _template(specification: Specification) -> bytes:
    # Loaded here: filling a template needs nothing of what making it needs.
    from cts_docs.documents.forms.appendix3.template import template

    return template(specification)


_shown = partial(shown_values, added=frozenset(("leader",)))

FORM = DocumentForm(
    "appendix3", _template, _properties, values, _filename, shown=_shown, exists=with_maturity
)
