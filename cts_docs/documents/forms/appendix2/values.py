"""附录 2: the maturity descriptions, with the level that each clause reached in the clause's own cell."""

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
    """The level of each clause, and what they amount to."""
    management = audit_file.result.management
    common = common_values(audit_file)
    return {
        **{key: common[key] for key in ("client_name", "report_number", "audit_dates", "footer", "leader")},
        "_scale": {each.id: _scale(audit_file.specification, each.level) for each in management.clauses},
        "levels": {each.id: maturity(audit_file.specification, each.level) for each in management.clauses},
        "_first_edition": audit_file.is_first_edition,
        "management_total": exact(management.total),
        "management_level": maturity(audit_file.specification, management.level),
    }


def _scale(specification: Specification, reached: int) -> dict[str, str]:
    """The levels below and above the one reached, and that one in brackets."""
    names = {level.number: level.name.removesuffix(words.LEVEL) for level in specification.levels}
    lower = "".join(f" {name} " for number, name in names.items() if number < reached)
    higher = "".join(f" {name} " for number, name in names.items() if number > reached)
    return {"lower": lower or " ", "reached": f"【{names[reached]}】", "higher": higher or " "}


def _filename(audit_file: AuditFile, _item: int | None) -> str:
    return file_name(audit_file.specification.appendix2.label)


def _properties(audit_file: AuditFile, _item: int | None) -> Properties:
    appendix = audit_file.specification.appendix2
    return form_properties(audit_file, f"{appendix.label} {appendix.title}")


def _template(specification: Specification) -> bytes:
    # Loaded here: filling a template needs nothing of what making it needs.
    from cts_docs.documents.forms.appendix2.template import template

    return template(specification)


_shown = partial(shown_values, added=frozenset(("leader",)))

FORM = DocumentForm(
    "appendix2", _template, _properties, values, _filename, shown=_shown, exists=with_maturity
)
