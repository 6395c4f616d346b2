"""A template and plain values in, the bytes of a finished document out."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cts_docs.documents.ooxml.properties import Properties

_RENDERED_PART = re.compile(r"word/(document|header\d*|footer\d*)\.xml")


def is_rendered_part(name: str) -> bool:
    """Whether a part of a template is filled with values: the main text, a header or a footer."""
    return _RENDERED_PART.fullmatch(name) is not None


def render(
    template: bytes,
    values: Mapping[str, object],
    properties: Properties,
    parts: Mapping[str, bytes] | None = None,
    name: str = "",
) -> bytes:
    """The document that a template makes of values: see `DocumentTemplate.document`."""
    # Loaded here: reading a workbook needs neither docxtpl nor Jinja.
    from cts_docs.documents.rendering.template import DocumentTemplate

    return DocumentTemplate(template, name).document(values, properties, parts)
