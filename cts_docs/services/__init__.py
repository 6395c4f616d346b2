"""The use cases: check, score, explain, render, issue, the archive, templates, specifications.

The command line and the page call these, and import from here the values that go in and come out;
nothing below. Each name is loaded when it is first used, so that one command does not load the rest.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cts_docs.archive.lifecycle.due_dates import Due
    from cts_docs.archive.lifecycle.listing import Listed, Shown
    from cts_docs.archive.lifecycle.statuses import Deed
    from cts_docs.archive.register.register import Kind
    from cts_docs.archive.verification.verdicts import FileVerdict, Verdict, Verified
    from cts_docs.assessment.analysis.compare import Difference, display_order
    from cts_docs.assessment.analysis.spread import IndicatorSpread
    from cts_docs.assessment.fields import Stage
    from cts_docs.assessment.figures import exact, rounded
    from cts_docs.assessment.scoring.result import FigureValue, GradeResult, Result, Step
    from cts_docs.documents import read_twin as show_twin
    from cts_docs.documents.audit_file import Case
    from cts_docs.documents.forms.four_property import finding_word
    from cts_docs.services.context import ServiceContext, open_context, toolkit_version
    from cts_docs.services.machine import Finding, examine_machine
    from cts_docs.services.rendering.render import render_workbook
    from cts_docs.services.rendering.request import RenderRequest, prepare_render
    from cts_docs.services.results import Checked, PdfFile, Rendered, Scored, WrittenDocument
    from cts_docs.services.templates.templates import (
        Template,
        check_templates,
        list_templates,
        regenerate_templates,
    )
    from cts_docs.services.workbooks.annotate import annotate_workbooks
    from cts_docs.services.workbooks.blank import new_workbook
    from cts_docs.services.workbooks.check import check_workbooks, examine, score_workbooks
    from cts_docs.specification.compare import Change
    from cts_docs.specification.derive import Derivation
    from cts_docs.specification.model import Reading, Specification

_MODULES = {
    "archive.lifecycle.due_dates": ("Due",),
    "archive.lifecycle.listing": ("Listed", "Shown"),
    "archive.lifecycle.statuses": ("Deed",),
    "archive.register.register": ("Kind",),
    "archive.verification.verdicts": ("FileVerdict", "Verdict", "Verified"),
    "assessment.analysis.compare": ("Difference", "display_order"),
    "assessment.analysis.spread": ("IndicatorSpread",),
    "assessment.fields": ("Stage",),
    "assessment.figures": ("exact", "rounded"),
    "assessment.scoring.result": ("FigureValue", "GradeResult", "Result", "Step"),
    "documents": ("read_twin as show_twin",),
    "documents.audit_file": ("Case",),
    "documents.forms.four_property": ("finding_word",),
    "services.context": ("ServiceContext", "open_context", "toolkit_version"),
    "services.machine": ("Finding", "examine_machine"),
    "services.rendering.render": ("render_workbook",),
    "services.rendering.request": ("RenderRequest", "prepare_render"),
    "services.results": ("Checked", "PdfFile", "Rendered", "Scored", "WrittenDocument"),
    "services.templates.templates": (
        "Template",
        "check_templates",
        "list_templates",
        "regenerate_templates",
    ),
    "services.workbooks.annotate": ("annotate_workbooks",),
    "services.workbooks.blank": ("new_workbook",),
    "services.workbooks.check": ("check_workbooks", "examine", "score_workbooks"),
    "specification.compare": ("Change",),
    "specification.derive": ("Derivation",),
    "specification.model": ("Reading", "Specification"),
}
_SOURCES = {
    one.rpartition(" ")[2]: (f"cts_docs.{module}", one.partition(" ")[0])
    for module, names in _MODULES.items()
    for one in names
}

__all__ = [
    "Case",
    "Change",
    "Checked",
    "Deed",
    "Derivation",
    "Difference",
    "Due",
    "FigureValue",
    "FileVerdict",
    "Finding",
    "GradeResult",
    "IndicatorSpread",
    "Kind",
    "Listed",
    "PdfFile",
    "Reading",
    "RenderRequest",
    "Rendered",
    "Result",
    "Scored",
    "ServiceContext",
    "Shown",
    "Specification",
    "Stage",
    "Step",
    "Template",
    "Verdict",
    "Verified",
    "WrittenDocument",
    "annotate_workbooks",
    "check_templates",
    "check_workbooks",
    "display_order",
    "exact",
    "examine",
    "examine_machine",
    "finding_word",
    "list_templates",
    "new_workbook",
    "open_context",
    "prepare_render",
    "regenerate_templates",
    "render_workbook",
    "rounded",
    "score_workbooks",
    "show_twin",
    "toolkit_version",
]


def __getattr__(name: str) -> object:
    if name not in _SOURCES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _SOURCES[name]
    return getattr(import_module(module), attribute)
