"""The sequences: check, score, render, make anew. The faces call these and nothing lower."""

from __future__ import annotations

from cts_docs.actions.annotating import annotate_workbooks
from cts_docs.actions.blank import new_workbook
from cts_docs.actions.examining import check_workbooks, examine, score_workbooks
from cts_docs.actions.machine import Finding, examine_machine
from cts_docs.actions.office import Office, open_office, toolkit_version
from cts_docs.actions.outcomes import Checked, PdfFile, Rendered, Scored, WrittenDocument
from cts_docs.actions.rendering import Order, prepare_render, render_workbook
from cts_docs.actions.templates import Template, check_templates, list_templates, regenerate_templates
from cts_docs.documents import read_twin as show_twin

__all__ = [
    "Checked",
    "Finding",
    "Office",
    "Order",
    "PdfFile",
    "Rendered",
    "Scored",
    "Template",
    "WrittenDocument",
    "annotate_workbooks",
    "check_templates",
    "check_workbooks",
    "examine",
    "examine_machine",
    "list_templates",
    "new_workbook",
    "open_office",
    "prepare_render",
    "regenerate_templates",
    "render_workbook",
    "score_workbooks",
    "show_twin",
    "toolkit_version",
]
