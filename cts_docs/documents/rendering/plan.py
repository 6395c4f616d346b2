"""A template worked out once: what every document shares is packed, and the rest is a program."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cts_docs.documents.rendering import stored
from cts_docs.documents.rendering.faults import template_problem
from cts_docs.documents.rendering.program import Program, UnusualValueError
from cts_docs.documents.rendering.tree import Proven
from cts_docs.errors import Problem, RefusedError
from cts_docs.files.zipping import Member, deflated, read_package

MAIN_PART = "word/document.xml"

_PLANS = 32
_RENDERED = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
_UNRENDERED = re.compile(r"word/(footnotes|endnotes|comments)\.xml")
_MARKUP = re.compile(r"<[^>]+>")
_TAG_OPENS = re.compile(r"\{[{%#]")
_EMPTY_CELL = b"</w:tcPr></w:tc>", b"</w:tcPr><w:p/></w:tc>"


@dataclass(frozen=True, slots=True)
class PlannedPart:
    """A part with tags: its template, and the program where its rendering can be planned."""

    name: str
    content: bytes
    program: Program | None = None
    may_empty: bool = False

    def render(self, values: Mapping[str, object], template: str) -> bytes:
        """The part with values in its places; raises RefusedError as `render_checked` does."""
        if self.program is not None:
            try:
                made = self.program.run(values)
                return made.replace(*_EMPTY_CELL) if self.may_empty else made
            except UnusualValueError:
                pass
        # Loaded here: it brings docxtpl and Jinja, and hardly any document needs it.
        from cts_docs.documents.rendering.checked import render_checked

        return render_checked(self.content, self.name, values, template)


@dataclass(frozen=True, slots=True)
class Plan:
    """A template: the parts that are the same in every document, packed, and those with tags."""

    kept: Mapping[str, Member]
    tagged: Mapping[str, PlannedPart]


@lru_cache(maxsize=_PLANS)
def plan(template: bytes, name: str, file: Path | None = None) -> Plan:
    """The plan of a template, kept by its content; RefusedError where it is damaged or forbidden.

    `file` may hold what was proven of this very template (`stored_plan`); any other is passed over.
    """
    package = read_package(template, name)
    _guard(package, name)
    known = (stored.read(file, template) if file else None) or _worked_out(package)
    kept: dict[str, Member] = {}
    tagged: dict[str, PlannedPart] = {}
    for part, content in package.items():
        if _RENDERED.fullmatch(part) is None:
            kept[part] = deflated(part, content)
        elif _holds_tag(content):
            tagged[part] = _planned(part, content, known.get(part))
        else:
            kept[part] = deflated(part, _planned(part, content, known.get(part)).render({}, name))
    return Plan(kept, tagged)


def stored_plan(template: bytes, name: str) -> bytes:
    """The file that spares `plan` its work on a template; RefusedError as there."""
    package = read_package(template, name)
    _guard(package, name)
    return stored.written(template, _worked_out(package))


def _worked_out(package: Mapping[str, bytes]) -> stored.Parts:
    # Loaded here: the delivered templates have been worked out before.
    from cts_docs.documents.rendering.working_out import worked_out

    return {
        part: worked_out(content, main=part == MAIN_PART)
        for part, content in package.items()
        if _RENDERED.fullmatch(part)
    }


def _planned(part: str, content: bytes, proven: Proven | None) -> PlannedPart:
    if proven is None:
        return PlannedPart(part, content)
    return PlannedPart(part, content, Program(proven.tree, proven.line_breaks), proven.may_empty)


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
