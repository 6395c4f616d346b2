"""Elements of a chart's XML by their prefixed names, put together as text.

Charts nest deeply and have few attributes, so children come first here, other than in `oxml`.
"""

from __future__ import annotations

from cts_docs.documents.ooxml import xml_parts

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
NAMESPACES = {
    "c": f"{_DRAWING}/chart",
    "a": f"{_DRAWING}/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "wp": f"{_DRAWING}/wordprocessingDrawing",
}
_DECLARED = {f"xmlns:{prefix}": namespace for prefix, namespace in NAMESPACES.items()}


class Element(str):
    """An element as XML, whose names have their prefixes declared further out."""

    __slots__ = ()


def make(name: str, /, *content: Element | str, **attributes: str) -> Element:
    """The element `name` (`c:valAx`) with its children or text; `__` in an attribute stands for `:`."""
    return _element(name, content, {key.replace("__", ":"): held for key, held in attributes.items()})


def outermost(name: str, /, *content: Element) -> Element:
    """The element `name` that declares the prefixes of everything inside it."""
    return _element(name, content, _DECLARED)


def value(name: str, setting: str) -> Element:
    """The element `name` whose only content is its attribute `val`."""
    return Element(f'<{name} val="{xml_parts.attribute(setting)}"/>')


def _element(name: str, content: tuple[Element | str, ...], attributes: dict[str, str]) -> Element:
    held = "".join(f' {key}="{xml_parts.attribute(setting)}"' for key, setting in attributes.items())
    inside = "".join(each if isinstance(each, Element) else xml_parts.text(each) for each in content)
    return Element(f"<{name}{held}>{inside}</{name}>" if inside else f"<{name}{held}/>")
