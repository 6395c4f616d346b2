"""A template and plain values in, the bytes of a finished document out."""

from __future__ import annotations

from cts_docs.documents.rendering.engine import render

__all__ = ["render"]
