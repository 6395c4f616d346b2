"""The problems of a template, in the one form that every way of rendering tells them."""

from __future__ import annotations

from collections.abc import Mapping

from cts_docs.errors import Problem


def template_problem(
    code: str, name: str, part: str, found: str, place: Mapping[str, str] | None = None
) -> Problem:
    """A problem of the template `name`, by part and place."""
    return Problem(code, found=found, values={"template": name, "part": part, **(place or {})})
