"""How a template becomes a document: its tags filled, its placeholder parts exchanged.

Templates are written in docxtpl's dialect. Only the main part, headers and footers are
rendered; notes and comments must be free of tags, and document properties are written anew.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from docxtpl import DocxTemplate
from jinja2 import Template
from jinja2.exceptions import SecurityError, TemplateError, TemplateSyntaxError, UndefinedError
from lxml import etree

from cts_docs.documents.package import CORE_PART, Properties, core_xml
from cts_docs.documents.rendering.environment import environment, value_problems
from cts_docs.documents.rendering.finishing import UnevenTableError, finish
from cts_docs.documents.rendering.places import find_place, line_of, variable_of, words_of
from cts_docs.documents.zipped import read_package, write_package
from cts_docs.errors import Problem, RefusedError

_RENDERED = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
_UNRENDERED = re.compile(r"word/(footnotes|endnotes|comments)\.xml")
_PARAGRAPH = re.compile(r"<w:p([ >])")
_LINED_PARAGRAPH = re.compile(r"\n<w:p([ >])")
_MARKUP = re.compile(r"<[^>]+>")
_TAG_OPENS = re.compile(r"\{[{%#]")
_TEMPLATE_FAULTS = (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, RecursionError)


def render(
    template: bytes,
    values: Mapping[str, object],
    properties: Properties,
    parts: Mapping[str, bytes] | None = None,
    name: str = "",
) -> bytes:
    """The document that a template makes of plain values, the same bytes each time.

    `parts` takes the place of the template's parts of those names, a leading slash or not;
    `name` is the template's in messages. Raises RefusedError where a value cannot stand in a
    document, a variable is missing, or the template is damaged or does what it may not; its
    problem names the place.
    """
    faults = tuple(value_problems(values, name))
    if faults:
        raise RefusedError(faults)
    package = read_package(template, name)
    _guard(package, name)
    named = {part.removeprefix("/"): content for part, content in (parts or {}).items()}
    exchanged = {**named, CORE_PART: core_xml(properties)}
    missing = tuple(sorted(set(exchanged) - set(package)))
    if missing:
        raise RefusedError(
            Problem("TEMPLATE_PART_MISSING", found="、".join(missing), values={"template": name})
        )
    rendered = {
        part: _rendered(content, part, values, name)
        for part, content in package.items()
        if _RENDERED.fullmatch(part)
    }
    return write_package({**package, **rendered, **exchanged})


def _guard(package: Mapping[str, bytes], name: str) -> None:
    if "word/document.xml" not in package:
        raise RefusedError(Problem("DOCX_UNREADABLE", file=name, values={"file": name}))
    for part, content in package.items():
        if part.endswith((".xml", ".rels")) and b"<!DOCTYPE" in content:
            raise RefusedError(_problem("TEMPLATE_FORBIDDEN", name, part, "DOCTYPE"))
        if _UNRENDERED.fullmatch(part) and _TAG_OPENS.search(
            _MARKUP.sub("", content.decode("utf-8", "replace"))
        ):
            raise RefusedError(_problem("TEMPLATE_TAG_PLACE", name, part, ""))


def _holds_tag(content: bytes) -> bool:
    return _TAG_OPENS.search(_MARKUP.sub("", content.decode("utf-8", "replace"))) is not None


def _rendered(content: bytes, part: str, values: Mapping[str, object], name: str) -> bytes:
    source = ""
    try:
        source = _prepared(content)
        text = _compiled(source).render(values)
        return finish(_LINED_PARAGRAPH.sub(r"<w:p\1", text).encode())
    except etree.XMLSyntaxError as error:
        raise RefusedError(_problem("TEMPLATE_BROKEN", name, part, str(error))) from error
    except UnevenTableError as error:
        place = {"table": str(error.table), "row": str(error.row)}
        raise RefusedError(_problem("TEMPLATE_TABLE", name, part, "", place)) from error
    except _TEMPLATE_FAULTS as error:
        raise RefusedError(_located(error, source, content, part, name)) from error


@lru_cache(maxsize=64)
def _prepared(content: bytes) -> str:
    """The part as Jinja text, one paragraph a line, so that an error's line names its paragraph."""
    patched: str = DocxTemplate(None).patch_xml(content.decode())
    return _PARAGRAPH.sub(r"\n<w:p\1", patched)


@lru_cache(maxsize=64)
def _compiled(source: str) -> Template:
    return environment().from_string(source)


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


def _problem(code: str, name: str, part: str, found: str, place: Mapping[str, str] | None = None) -> Problem:
    return Problem(code, found=found, values={"template": name, "part": part, **(place or {})})
