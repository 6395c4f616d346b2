"""The careful way from a part's template to the part: by the template engine, and looked at afterwards.

It takes every template and is the one whose faults name their place; a plan is quicker.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from docxtpl import DocxTemplate
from jinja2 import Template
from jinja2.exceptions import SecurityError, TemplateError, TemplateSyntaxError, UndefinedError
from lxml import etree

from cts_docs.documents.rendering.environment import environment, value_problems
from cts_docs.documents.rendering.faults import template_problem
from cts_docs.documents.rendering.finishing import UnevenTableError, finish
from cts_docs.documents.rendering.language import with_braces
from cts_docs.documents.rendering.places import find_place, line_of, variable_of, words_of
from cts_docs.errors import Problem, RefusedError

_PARAGRAPH = re.compile(r"<w:p([ >])")
_LINED_PARAGRAPH = re.compile(r"\n<w:p([ >])")
_BREAK = re.compile(r"[\n\t]")
_TEMPLATE_FAULTS = (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, RecursionError)


def patched(content: bytes) -> str:
    """A part as docxtpl makes it ready for the template engine."""
    made: str = DocxTemplate(None).patch_xml(content.decode())
    return made


def render_checked(content: bytes, part: str, values: Mapping[str, object], name: str) -> bytes:
    """A part filled with values; RefusedError names template, place and variable of what goes wrong."""
    faults = tuple(value_problems(values, name))
    if faults:
        raise RefusedError(faults)
    source = ""
    try:
        source = _prepared(content)
        text = with_braces(_LINED_PARAGRAPH.sub(r"<w:p\1", _compiled(source).render(values)))
        return finish(_with_breaks(text).encode())
    except etree.XMLSyntaxError as error:
        raise RefusedError(template_problem("TEMPLATE_BROKEN", name, part, str(error))) from error
    except UnevenTableError as error:
        place = {"table": str(error.table), "row": str(error.row)}
        raise RefusedError(template_problem("TEMPLATE_TABLE", name, part, "", place)) from error
    except _TEMPLATE_FAULTS as error:
        raise RefusedError(_located(error, source, content, part, name)) from error


@lru_cache(maxsize=64)
def _prepared(content: bytes) -> str:
    """The part as Jinja text, one paragraph a line, so that an error's line names its paragraph."""
    return _PARAGRAPH.sub(r"\n<w:p\1", patched(content))


@lru_cache(maxsize=64)
def _compiled(source: str) -> Template:
    return environment().from_string(source)


def _with_breaks(text: str) -> str:
    """Line breaks and tabs of values as docxtpl makes elements of them."""
    if not _BREAK.search(text):
        return text
    resolved: str = DocxTemplate(None).resolve_listing(text)
    return resolved


def _located(error: Exception, source: str, content: bytes, part: str, name: str) -> Problem:
    line = error.lineno if isinstance(error, TemplateSyntaxError) else line_of(error.__traceback__)
    words = words_of(source, line)
    variable = variable_of(words, str(error))
    place = find_place(part, content, words, variable)
    return Problem(
        _code(error),
        found=str(error),
        values={"template": name, "variable": variable, **place.values()},
    )


def _code(error: Exception) -> str:
    if isinstance(error, UndefinedError):
        return "TEMPLATE_VARIABLE"
    if isinstance(error, TemplateSyntaxError):
        return "TEMPLATE_SYNTAX"
    return "TEMPLATE_FORBIDDEN" if isinstance(error, SecurityError) else "TEMPLATE_FAILED"
