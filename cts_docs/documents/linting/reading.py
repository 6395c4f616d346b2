"""A template as a linter reads it: its paragraphs with their texts and places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from docx.oxml.ns import qn
from lxml import etree

from cts_docs.documents.ooxml.xml_parts import Element, parse_strictly
from cts_docs.documents.rendering import is_rendered_part
from cts_docs.documents.rendering.problems import described
from cts_docs.errors import Problem, Severity

MAIN = "word/document.xml"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a rendered part: its `number` from 0 among all of the part, and its text."""

    part: str
    number: int
    text: str
    element: Element
    root: Element


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem and the paragraph that it is about; -1 where it is about none."""

    problem: Problem
    part: str = ""
    paragraph: int = -1


def rendered_parts(package: Mapping[str, bytes]) -> list[str]:
    """The parts that are filled in: main text, headers, footers."""
    return sorted(name for name in package if is_rendered_part(name))


def roots(package: Mapping[str, bytes]) -> dict[str, Element]:
    """The trees of the rendered parts; raises lxml's XMLSyntaxError for an ill-formed one."""
    return {part: parse_strictly(package[part]) for part in rendered_parts(package)}


def paragraphs(trees: Mapping[str, Element]) -> list[Paragraph]:
    """Every paragraph of the rendered parts, the main text first."""
    ordered = sorted(trees, key=lambda part: (part != MAIN, part))
    return [each for part in ordered for each in _paragraphs_of(part, trees[part])]


def _paragraphs_of(part: str, root: Element) -> Iterator[Paragraph]:
    for number, element in enumerate(root.iter(qn("w:p"))):
        yield Paragraph(part, number, own_text(element), element, root)


def own_text(element: Element) -> str:
    """The text of a paragraph without that of paragraphs inside it, such as in a text box."""
    return "".join(
        text.text or "" for text in element.iter(qn("w:t")) if next(text.iterancestors(qn("w:p"))) is element
    )


def fault_at(
    code: str, at: Paragraph, template: str, found: str = "", severity: Severity = "error", **values: str
) -> Fault:
    """A fault in a paragraph; its problem names the place."""
    place = described(at.part, at.element, at.root).values()
    problem = Problem(
        code,
        severity,
        found=found,
        file=template,
        values={"template": template, "paragraph": str(at.number + 1), **place, **values},
    )
    return Fault(problem, at.part, at.number)


def fault_of(
    code: str, template: str, part: str, found: str = "", severity: Severity = "error", **values: str
) -> Fault:
    """A fault of a whole part, or of the whole template."""
    named = {"template": template, "part": part, **values}
    return Fault(Problem(code, severity, found=found, file=template, values=named), part)


def tree_of(content: bytes) -> Element | None:
    """The tree of any part; None where it is no well-formed XML."""
    try:
        return parse_strictly(content)
    except etree.XMLSyntaxError:
        return None
