"""A template prepared once and kept: its tags by docxtpl, compiled by Jinja, its results proven sound."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import count
from types import CodeType

from docxtpl import DocxTemplate
from jinja2 import Template, nodes
from jinja2.exceptions import TemplateError
from lxml import etree

from cts_docs.documents.ooxml.xml_parts import parse_strictly
from cts_docs.documents.rendering import is_rendered_part
from cts_docs.documents.rendering.emphasis import with_both_forms
from cts_docs.documents.rendering.environment import environment
from cts_docs.documents.rendering.problems import place_of_line, template_error, template_problem
from cts_docs.documents.rendering.proof import NotProvenError, Proof, prove
from cts_docs.documents.rendering.result import FIRST_DRAWING
from cts_docs.errors import Problem, RefusedError
from cts_docs.files.zipping import Member, read_members

MAIN_PART = "word/document.xml"

_KEPT = 32
_UNRENDERED = re.compile(r"word/(footnotes|endnotes|comments)\.xml")
_MARKUP = re.compile(r"<[^>]+>")
_TAG_OPENS = re.compile(r"\{[{%#]")
_PARAGRAPH = re.compile(r"<w:p([ >])")
_LINED_PARAGRAPH = re.compile(r"\n<w:p([ >])")
_DRAWING = re.compile(r'(<wp:docPr\b[^>]*?\bid=")[^"]*(")')
_BRACES = (("{_{", "{{"), ("}_}", "}}"), ("{_%", "{%"), ("%_}", "%}"))
"""How docxtpl lets a template write doubled braces that are no tag."""


@dataclass(frozen=True, slots=True)
class PreparedPart:
    """A part with tags: its Jinja source, one paragraph a line, compiled, and what is proven of it.

    `proof` is None where the form of a rendering depends on the values: each is then looked at.
    `unproven` is the line of the source that it depends on.
    """

    name: str
    content: bytes
    source: str
    code: CodeType
    template: Template
    proof: Proof | None
    unproven: int = 0

    def rich_template(self) -> Template:
        """The template for values of docxtpl's own kinds."""
        return _loaded(self.code, rich=True)


@dataclass(frozen=True, slots=True)
class PreparedTemplate:
    """A template: the parts that are the same in every document as they are packed, and those with tags."""

    untouched: Mapping[str, Member]
    tagged: Mapping[str, PreparedPart]


@lru_cache(maxsize=_KEPT)
def prepared(content: bytes, name: str) -> PreparedTemplate:
    """A template made ready, kept by its content; `name` is the template's in messages.

    Raises RefusedError where the file is damaged, or the template does what it may not.
    """
    members = read_members(content, name)
    package = {part: held for part, (held, _) in members.items()}
    _guard(package, name)
    tagged = {
        part: _prepared_part(part, held, name)
        for part, held in package.items()
        if is_rendered_part(part) and _holds_tag(held)
    }
    untouched = {part: member for part, (_, member) in members.items() if part not in tagged}
    return PreparedTemplate(untouched, tagged)


def unproven_parts(content: bytes, name: str) -> Iterator[Problem]:
    """A warning for each part of a template whose form depends on the values, at the place where it does.

    Every document is then looked at as it is rendered. Raises RefusedError as `prepared` does.
    """
    for part in prepared(content, name).tagged.values():
        if part.proof is None:
            place = place_of_line(part.name, part.content, part.source, part.unproven)
            problem = template_problem("TEMPLATE_DEPENDS_ON_DATA", name, part.name, "", place.values())
            yield problem.as_warning()


def _prepared_part(part: str, content: bytes, name: str) -> PreparedPart:
    source = ""
    try:
        source = _source(content, main=part == MAIN_PART)
        parsed = environment().parse(source)
    except etree.XMLSyntaxError as error:
        raise RefusedError(template_problem("TEMPLATE_BROKEN", name, part, str(error))) from error
    except (TemplateError, RecursionError, ValueError) as error:
        raise RefusedError(template_error(error, source, content, part, name)) from error
    proof, line = _proven(parsed)
    if _clean(parsed) and proof is not None:
        proof = replace(proof, plain_breaks=False)
    try:
        code = environment().compile(parsed)
    except (TemplateError, RecursionError, ValueError, SyntaxError) as error:
        raise RefusedError(template_error(error, source, content, part, name)) from error
    return PreparedPart(part, content, source, code, _loaded(code), proof, line)


def _source(content: bytes, *, main: bool) -> str:
    """A part as Jinja text, one paragraph a line, so that an error's line names its paragraph."""
    text = etree.tostring(parse_strictly(content), encoding="unicode")
    text = with_both_forms(DocxTemplate(None).patch_xml(text))
    if main:
        numbers = count(FIRST_DRAWING)
        text = _DRAWING.sub(lambda found: f"{found[1]}{next(numbers)}{found[2]}", text)
    return _PARAGRAPH.sub(r"\n<w:p\1", text)


def _proven(parsed: nodes.Template) -> tuple[Proof | None, int]:
    try:
        return prove(parsed), 0
    except NotProvenError as error:
        return None, error.line


def _clean(parsed: nodes.Template) -> bool:
    """Take out line breaks before paragraphs and docxtpl's way to write braces; whether breaks are left."""
    left = False
    for data in parsed.find_all(nodes.TemplateData):
        text = _LINED_PARAGRAPH.sub(r"<w:p\1", data.data)
        for written, meant in _BRACES:
            text = text.replace(written, meant)
        data.data = text
        left = left or "\n" in text
    return left


def _loaded(code: CodeType, *, rich: bool = False) -> Template:
    language = environment(rich=rich)
    return Template.from_code(language, code, language.make_globals(None))


def _guard(package: Mapping[str, bytes], name: str) -> None:
    if MAIN_PART not in package:
        raise RefusedError(Problem("DOCX_UNREADABLE", file=name, values={"file": name}))
    for part, content in package.items():
        if part.endswith((".xml", ".rels")) and b"<!DOCTYPE" in content:
            raise RefusedError(template_problem("TEMPLATE_FORBIDDEN", name, part, "DOCTYPE"))
        if _UNRENDERED.fullmatch(part) and _holds_tag(content):
            raise RefusedError(template_problem("TEMPLATE_TAG_PLACE", name, part, ""))


def _holds_tag(content: bytes) -> bool:
    return _TAG_OPENS.search(_MARKUP.sub("", content.decode("utf-8", "replace"))) is not None
