"""The machine-readable twin: what a document's pages show, as a custom XML part inside the file.

The page stays the authority. The twin holds the values that stand on the pages and no others,
and what they were made from: specification, readings' configuration, inputs and program.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from lxml import etree

from cts_docs.documents.audit_file import Case
from cts_docs.documents.ooxml import xml_text
from cts_docs.documents.ooxml.parsing import Element, parse_strictly
from cts_docs.errors import CannotRunError, Problem, RefusedError
from cts_docs.files.zipping import MAX_PACKAGE, read_package

TWIN_PART = "customXml/item1.xml"
TWIN_NAMESPACE = "urn:cts-docs:twin:1"


def twin_part(case: Case, name: str, form: int | None, values: Mapping[str, object]) -> bytes:
    """The custom XML part of one document: its name and form, the values it shows, and their origin."""
    control = case.specification.control
    twin = {
        "document": name,
        "form": form,
        "specification": {
            "id": case.specification.id,
            "number": control.number,
            "version": control.version,
        },
        "values": dict(values),
        "content_hash": case.content_hash or None,
        "configuration": case.settings.sha256,
        "toolkit_version": case.toolkit_version or None,
    }
    written = _written("twin", twin, f' xmlns="{TWIN_NAMESPACE}"')
    return f"{xml_text.DECLARATION}{written}".encode()


def read_twin(path: Path) -> dict[str, object]:
    """The twin inside a document file.

    Raises CannotRunError where there is no such file, RefusedError where it is no document or
    carries no twin.
    """
    if not path.is_file():
        raise CannotRunError(Problem("DOCX_MISSING", file=str(path), values={"file": str(path)}))
    with path.open("rb") as stream:
        content = stream.read(MAX_PACKAGE + 1)
    return twin_of(content, str(path))


def twin_of(content: bytes, name: str) -> dict[str, object]:
    """The twin inside a document's bytes; `name` is the file's in messages."""
    part = read_package(content, name).get(TWIN_PART)
    without = RefusedError(Problem("DOCX_WITHOUT_TWIN", file=name, values={"file": name}))
    if part is None:
        raise without
    try:
        root = parse_strictly(part)
    except etree.XMLSyntaxError as error:
        raise without from error
    read = _value(root) if root.tag == _tag("twin") and root.get("kind") == "object" else None
    if not isinstance(read, dict):
        raise without
    return read


def stamp_part(stamp: str, content: str = "") -> bytes:
    """What takes the twin's place in a template: what it was made from, and the hash of what it held then."""
    root = etree.Element(_tag("twin"), {"madeFrom": stamp} | ({"content": content} if content else {}))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def template_stamp(content: bytes, name: str) -> str:
    """What a template says that it was made from; nothing where it says nothing."""
    part = read_package(content, name).get(TWIN_PART)
    return "" if part is None else parse_strictly(part).get("madeFrom") or ""


def template_content(content: bytes, name: str) -> str:
    """The hash of what a template held when it was made; nothing where it says nothing."""
    part = read_package(content, name).get(TWIN_PART)
    return "" if part is None else parse_strictly(part).get("content") or ""


def _tag(name: str) -> str:
    return f"{{{TWIN_NAMESPACE}}}{name}"


def _written(tag: str, value: object, attributes: str = "") -> str:
    # Texts and numbers first: asking whether something is a mapping takes longer than writing it.
    if isinstance(value, str):
        return f'<{tag}{attributes} kind="text">{xml_text.text(value)}</{tag}>'
    if isinstance(value, int):
        return f'<{tag}{attributes} kind="number">{value}</{tag}>'
    if value is None:
        return f'<{tag}{attributes} kind="null"/>'
    if isinstance(value, Mapping):
        kind, entries = "object", [_written("entry", inner, _key(str(key))) for key, inner in value.items()]
    elif isinstance(value, Sequence):
        kind, entries = "list", [_written("item", inner) for inner in value]
    else:
        return _written(tag, str(value), attributes)
    return f'<{tag}{attributes} kind="{kind}">{"".join(entries)}</{tag}>'


@lru_cache(maxsize=4096)
def _key(key: str) -> str:
    return f' key="{xml_text.attribute(key)}"'


def _value(element: Element) -> object:
    match element.get("kind"):
        case "object":
            return {str(entry.get("key")): _value(entry) for entry in element}
        case "list":
            return [_value(item) for item in element]
        case "number":
            return int(element.text or "0")
        case "null":
            return None
        case _:
            return element.text or ""
