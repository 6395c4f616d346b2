"""The sequences: check, score, render, make anew. The faces call these and nothing lower.

Each is loaded when it is first asked for: rendering one workbook should not wait for the rest.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cts_docs.documents import read_twin as show_twin
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

__all__ = [
    "Checked",
    "Finding",
    "PdfFile",
    "RenderRequest",
    "Rendered",
    "Scored",
    "ServiceContext",
    "Template",
    "WrittenDocument",
    "annotate_workbooks",
    "check_templates",
    "check_workbooks",
    "examine",
    "examine_machine",
    "list_templates",
    "new_workbook",
    "open_context",
    "prepare_render",
    "regenerate_templates",
    "render_workbook",
    "score_workbooks",
    "show_twin",
    "toolkit_version",
]

_HOMES = {
    "Checked": ("cts_docs.services.results", "Checked"),
    "Finding": ("cts_docs.services.machine", "Finding"),
    "ServiceContext": ("cts_docs.services.context", "ServiceContext"),
    "RenderRequest": ("cts_docs.services.rendering.request", "RenderRequest"),
    "PdfFile": ("cts_docs.services.results", "PdfFile"),
    "Rendered": ("cts_docs.services.results", "Rendered"),
    "Scored": ("cts_docs.services.results", "Scored"),
    "Template": ("cts_docs.services.templates.templates", "Template"),
    "WrittenDocument": ("cts_docs.services.results", "WrittenDocument"),
    "annotate_workbooks": ("cts_docs.services.workbooks.annotate", "annotate_workbooks"),
    "check_templates": ("cts_docs.services.templates.templates", "check_templates"),
    "check_workbooks": ("cts_docs.services.workbooks.check", "check_workbooks"),
    "examine": ("cts_docs.services.workbooks.check", "examine"),
    "examine_machine": ("cts_docs.services.machine", "examine_machine"),
    "list_templates": ("cts_docs.services.templates.templates", "list_templates"),
    "new_workbook": ("cts_docs.services.workbooks.blank", "new_workbook"),
    "open_context": ("cts_docs.services.context", "open_context"),
    "prepare_render": ("cts_docs.services.rendering.request", "prepare_render"),
    "regenerate_templates": ("cts_docs.services.templates.templates", "regenerate_templates"),
    "render_workbook": ("cts_docs.services.rendering.render", "render_workbook"),
    "score_workbooks": ("cts_docs.services.workbooks.check", "score_workbooks"),
    "show_twin": ("cts_docs.documents", "read_twin"),
    "toolkit_version": ("cts_docs.services.context", "toolkit_version"),
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)
