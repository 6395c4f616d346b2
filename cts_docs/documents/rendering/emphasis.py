"""What `emphasised` does to the cell around a value: shade it, and make its paragraph bold.

A prepared template holds both forms of the cell and chooses by the value. Where that is impossible the
rendered part carries a processing instruction, which is carried out on the result.
"""

from __future__ import annotations

import re
from itertools import chain

from docx.oxml.ns import nsmap, qn
from lxml import etree

from cts_docs.documents.ooxml.elements import make
from cts_docs.documents.ooxml.xml_parts import Element
from cts_docs.documents.rendering.environment import EMPHASIS

EMPHASIS_SHADE = "D9D9D9"

_AFTER_SHADE = tuple(
    qn(f"w:{name}") for name in ("noWrap", "tcMar", "textDirection", "tcFitText", "vAlign", "hideMark")
)
_BEFORE_BOLD = (qn("w:rStyle"), qn("w:rFonts"))
_INSTRUCTION = re.compile(rf"<\?{EMPHASIS}\s*\?>")
_CELL = re.compile(r"<w:tc>(?:(?!<w:tc[ >]|</w:tc>).)*?\{\{ *emphasised\(.*?</w:tc>", re.DOTALL)
_CALL = re.compile(r"\{\{ *emphasised\(([^(){}]+)\) *\}\}")
_TAG = re.compile(r"\{[{%#]")
_NAMESPACES = "".join(f' xmlns:{prefix}="{nsmap[prefix]}"' for prefix in ("w", "r", "wp", "a", "pic"))
_DECLARED = re.compile(r' xmlns:\w+="[^"]*"')


def emphasise(root: Element) -> None:
    """Carry out what the processing instructions of a part ask for."""
    for instruction in list(root.iter(etree.PI)):
        if _INSTRUCTION.match(etree.tostring(instruction, encoding="unicode", with_tail=False)):
            _emphasise(instruction)


def with_both_forms(source: str) -> str:
    """A prepared template that chooses between a cell and its emphasised form without calling anything.

    A cell with other tags beside the one that is emphasised stays as it is.
    """
    return _CELL.sub(lambda cell: _both_forms(cell[0]), source)


def _both_forms(cell: str) -> str:
    calls = _CALL.findall(cell)
    if len(calls) != 1 or len(_TAG.findall(cell)) != 1:
        return cell
    value = calls[0].strip()
    plain = _CALL.sub("\ue000", cell)
    tag = f"{{{{ {value} }}}}"
    try:
        emphasised = _emphasised(plain)
    except etree.XMLSyntaxError:
        return cell
    return (
        f'{{% if {value} != "" %}}{emphasised.replace(chr(0xE000), tag)}'
        f"{{% else %}}{plain.replace(chr(0xE000), tag)}{{% endif %}}"
    )


def _emphasised(cell: str) -> str:
    root = etree.fromstring(
        f"<x{_NAMESPACES}>{cell.replace(chr(0xE000), f'{chr(0xE000)}<?{EMPHASIS}?>')}</x>"
    )
    emphasise(root)
    return _DECLARED.sub("", etree.tostring(root[0], encoding="unicode"))


def _emphasise(instruction: Element) -> None:
    owner = next(instruction.iterancestors(qn("w:p")), None)
    holder = next(instruction.iterancestors(qn("w:tc")), None)
    _drop(instruction)
    if holder is not None:
        _shade(holder)
    if owner is not None:
        for properties in chain.from_iterable(run.iter(qn("w:rPr")) for run in owner.iter(qn("w:r"))):
            _embolden(properties)


def _drop(instruction: Element) -> None:
    # lxml takes the text after an element away with it.
    parent = instruction.getparent()
    if parent is not None:
        before = instruction.getprevious()
        if before is None:
            parent.text = (parent.text or "") + (instruction.tail or "")
        else:
            before.tail = (before.tail or "") + (instruction.tail or "")
        parent.remove(instruction)


def _shade(holder: Element) -> None:
    properties = holder.find(qn("w:tcPr"))
    if properties is None:
        properties = make("w:tcPr")
        holder.insert(0, properties)
    for old in properties.findall(qn("w:shd")):
        properties.remove(old)
    shade = make("w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": EMPHASIS_SHADE})
    follower = next((each for each in properties if each.tag in _AFTER_SHADE), None)
    if follower is None:
        properties.append(shade)
    else:
        follower.addprevious(shade)


def _embolden(properties: Element) -> None:
    if properties.find(qn("w:b")) is None:
        position = sum(each.tag in _BEFORE_BOLD for each in properties)
        properties.insert(position, make("w:b"))
        properties.insert(position + 1, make("w:bCs"))
