"""The problems of a template, each with its place as a person finds it in Word: table, row, cell, text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType

from docx.oxml.ns import qn
from jinja2.exceptions import SecurityError, TemplateSyntaxError, UndefinedError
from lxml import etree

from cts_docs.documents.ooxml.xml_parts import Element, parse_strictly
from cts_docs.errors import Problem

_TAG = re.compile(r"\{[{%#].*?[}%#]\}", re.DOTALL)
_MARKUP = re.compile(r"<[^>]+>")
_LAST_QUOTED = re.compile(r"'([^']*)'[^']*$")
_LONGEST_TEXT = 60


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a template part; numbers from 1, empty where the paragraph is not in a table."""

    part: str
    text: str
    table: str = ""
    row: str = ""
    cell: str = ""

    def values(self) -> dict[str, str]:
        """The place for a message's placeholders."""
        text = self.text if len(self.text) <= _LONGEST_TEXT else self.text[:_LONGEST_TEXT] + "…"
        named = {"part": self.part, "text": text, "table": self.table, "row": self.row, "cell": self.cell}
        return {key: value for key, value in named.items() if value}


def template_problem(
    code: str, name: str, part: str, found: str, place: Mapping[str, str] | None = None
) -> Problem:
    """A problem of the template `name`, by part and place."""
    return Problem(code, found=found, values={"template": name, "part": part, **(place or {})})


def template_error(error: Exception, source: str, content: bytes, part: str, name: str) -> Problem:
    """What Jinja raised for a part, as a problem with variable and place; `source` is the prepared part."""
    line = error.lineno if isinstance(error, TemplateSyntaxError) else _line_of(error.__traceback__)
    text = _text_of_line(source, line)
    variable = _variable_of(text, str(error))
    place = {"variable": variable, **find_place(part, content, text, variable).values()}
    return template_problem(_code(error), name, part, str(error), place)


def place_of_line(part: str, content: bytes, source: str, line: int) -> Place:
    """The place of one line of a prepared part."""
    text = _text_of_line(source, line)
    return find_place(part, content, text, "") if text else Place(part, text)


def _code(error: Exception) -> str:
    if isinstance(error, UndefinedError):
        return "TEMPLATE_VARIABLE"
    if isinstance(error, TemplateSyntaxError):
        return "TEMPLATE_SYNTAX"
    return "TEMPLATE_FORBIDDEN" if isinstance(error, SecurityError) else "TEMPLATE_FAILED"


def _line_of(trace: TracebackType | None) -> int:
    """The line of the template that an error comes from, 0 where none is named."""
    line = 0
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _text_of_line(source: str, line: int) -> str:
    """The text of one line of a prepared template, which is one paragraph."""
    lines = source.split("\n")
    return _MARKUP.sub("", lines[line - 1]).strip() if 0 < line <= len(lines) else ""


def _variable_of(text: str, message: str) -> str:
    """The variable that a message of an undefined name is about, as the template writes it."""
    quoted = _LAST_QUOTED.search(message)
    name = quoted[1] if quoted else ""
    inner = [tag[2:-2].strip() for tag in _TAG.findall(text)]
    return next((tag for tag in inner if name and name in tag), name or (inner[0] if inner else ""))


def find_place(part: str, xml: bytes, text: str, variable: str) -> Place:
    """The first paragraph of a part with this text, or else with this variable."""
    try:
        root = parse_strictly(xml)
    except etree.XMLSyntaxError:
        return Place(part, text)
    paragraphs = [(each, _text(each)) for each in root.iter(qn("w:p"))]
    same = [each for each, own in paragraphs if own.strip() == text]
    naming = [each for each, own in paragraphs if variable and variable in own]
    found = next(iter(same or naming), None)
    return Place(part, text) if found is None else described(part, found, root)


def described(part: str, found: Element, root: Element) -> Place:
    """Where a paragraph of a part stands; `root` is the part's."""
    holder = next(found.iterancestors(qn("w:tc")), None)
    if holder is None:
        return Place(part, _text(found).strip())
    row = next(holder.iterancestors(qn("w:tr")))
    table = next(row.iterancestors(qn("w:tbl")))
    return Place(
        part,
        _text(found).strip(),
        table=_ordinal(list(root.iter(qn("w:tbl"))), table),
        row=_ordinal(table.findall(qn("w:tr")), row),
        cell=_ordinal(row.findall(qn("w:tc")), holder),
    )


def _text(found: Element) -> str:
    return "".join(each.text or "" for each in found.iter(qn("w:t")))


def _ordinal(among: list[Element], sought: Element) -> str:
    return str(next(number for number, each in enumerate(among, 1) if each is sought))
