"""Templates that a body has changed in Word: what is wrong with one, place by place, before it is used."""

from __future__ import annotations

from cts_docs.documents.linting.comments import annotated
from cts_docs.documents.linting.lint import LintRequest, lint
from cts_docs.documents.linting.reading import Fault

__all__ = ["Fault", "LintRequest", "annotated", "lint"]
