"""The sequences: check, score, render, make anew. The faces call these and nothing lower.

Each is loaded when it is first asked for: rendering one workbook should not wait for the rest.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cts_docs.actions.annotating import annotate_workbooks
    from cts_docs.actions.blank import new_workbook
    from cts_docs.actions.examining import check_workbooks, examine, score_workbooks
    from cts_docs.actions.machine import Finding, examine_machine
    from cts_docs.actions.office import Office, open_office, toolkit_version
    from cts_docs.actions.outcomes import Checked, PdfFile, Rendered, Scored, WrittenDocument
    from cts_docs.actions.render_order import Order, prepare_render
    from cts_docs.actions.rendering import render_workbook
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

_HOMES = {
    "Checked": ("cts_docs.actions.outcomes", "Checked"),
    "Finding": ("cts_docs.actions.machine", "Finding"),
    "Office": ("cts_docs.actions.office", "Office"),
    "Order": ("cts_docs.actions.render_order", "Order"),
    "PdfFile": ("cts_docs.actions.outcomes", "PdfFile"),
    "Rendered": ("cts_docs.actions.outcomes", "Rendered"),
    "Scored": ("cts_docs.actions.outcomes", "Scored"),
    "Template": ("cts_docs.actions.templates", "Template"),
    "WrittenDocument": ("cts_docs.actions.outcomes", "WrittenDocument"),
    "annotate_workbooks": ("cts_docs.actions.annotating", "annotate_workbooks"),
    "check_templates": ("cts_docs.actions.templates", "check_templates"),
    "check_workbooks": ("cts_docs.actions.examining", "check_workbooks"),
    "examine": ("cts_docs.actions.examining", "examine"),
    "examine_machine": ("cts_docs.actions.machine", "examine_machine"),
    "list_templates": ("cts_docs.actions.templates", "list_templates"),
    "new_workbook": ("cts_docs.actions.blank", "new_workbook"),
    "open_office": ("cts_docs.actions.office", "open_office"),
    "prepare_render": ("cts_docs.actions.render_order", "prepare_render"),
    "regenerate_templates": ("cts_docs.actions.templates", "regenerate_templates"),
    "render_workbook": ("cts_docs.actions.rendering", "render_workbook"),
    "score_workbooks": ("cts_docs.actions.examining", "score_workbooks"),
    "show_twin": ("cts_docs.documents", "read_twin"),
    "toolkit_version": ("cts_docs.actions.office", "toolkit_version"),
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)
