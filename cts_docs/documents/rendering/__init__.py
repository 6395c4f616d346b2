"""A template and plain values in, the bytes of a finished document out."""

from __future__ import annotations

from collections.abc import Mapping

from cts_docs.documents.ooxml.properties import Properties


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
