"""From a filled score workbook to the formal paperwork of a service certification.

The names below are the Python API; each is loaded when it is first used, so that importing
the package costs nothing. docs/api.md shows them at work. `Office`, `Order` and `open_office` are
the names that version 0.1 gave `ServiceContext`, `RenderRequest` and `open_context`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cts_docs.assessment.readings import choose as choose_readings
    from cts_docs.assessment.scoring.score import score
    from cts_docs.batch import render_workbooks as render
    from cts_docs.errors import CannotRunError, CtsDocsError, Problem, RefusedError
    from cts_docs.services import RenderRequest, ServiceContext, open_context
    from cts_docs.services import RenderRequest as Order
    from cts_docs.services import ServiceContext as Office
    from cts_docs.services import check_workbooks as check
    from cts_docs.services import open_context as open_office
    from cts_docs.settings import load_settings
    from cts_docs.specification.loader import load_specification
    from cts_docs.workbook import blank_workbook, read_workbook

__all__ = [
    "CannotRunError",
    "CtsDocsError",
    "Office",
    "Order",
    "Problem",
    "RefusedError",
    "RenderRequest",
    "ServiceContext",
    "blank_workbook",
    "check",
    "choose_readings",
    "load_settings",
    "load_specification",
    "open_context",
    "open_office",
    "read_workbook",
    "render",
    "score",
]

_HOMES = {
    "CannotRunError": ("cts_docs.errors", "CannotRunError"),
    "CtsDocsError": ("cts_docs.errors", "CtsDocsError"),
    "Office": ("cts_docs.services", "ServiceContext"),
    "Order": ("cts_docs.services", "RenderRequest"),
    "Problem": ("cts_docs.errors", "Problem"),
    "RefusedError": ("cts_docs.errors", "RefusedError"),
    "RenderRequest": ("cts_docs.services", "RenderRequest"),
    "ServiceContext": ("cts_docs.services", "ServiceContext"),
    "blank_workbook": ("cts_docs.workbook", "blank_workbook"),
    "check": ("cts_docs.services", "check_workbooks"),
    "choose_readings": ("cts_docs.assessment.readings", "choose"),
    "load_settings": ("cts_docs.settings", "load_settings"),
    "load_specification": ("cts_docs.specification.loader", "load_specification"),
    "open_context": ("cts_docs.services", "open_context"),
    "open_office": ("cts_docs.services", "open_context"),
    "read_workbook": ("cts_docs.workbook", "read_workbook"),
    "render": ("cts_docs.batch", "render_workbooks"),
    "score": ("cts_docs.assessment.scoring.score", "score"),
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)
