"""Elements of a chart's XML by their prefixed names.

Charts nest deeply and have few attributes, so children come first here, other than in `oxml`.
"""

from __future__ import annotations

from docx.oxml.ns import nsmap, qn
from lxml import etree

Element = etree._Element

_NAMESPACES = {prefix: nsmap[prefix] for prefix in ("c", "a", "r", "w", "wp")}


def make(name: str, /, *content: Element | str, **attributes: str) -> Element:
    """The element `name` (`c:valAx`) with its children or text; `__` in an attribute stands for `:`."""
    element = etree.Element(qn(name), nsmap=_NAMESPACES)
    for key, value in attributes.items():
        element.set(qn(key.replace("__", ":")) if "__" in key else key, value)
    for item in content:
        if isinstance(item, str):
            element.text = item
        else:
            element.append(item)
    return element


def value(name: str, setting: str) -> Element:
    """The element `name` whose only content is its attribute `val`."""
    return make(name, val=setting)
