"""The machine-readable copy of a document's values, as a custom XML part inside the file.

The page stays the authority. The embedded data holds the values that stand on the pages and no
others, and what they were made from: specification, configuration, inputs and program version.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from lxml import etree

from cts_docs.documents.ooxml import xml_parts
from cts_docs.documents.ooxml.properties import EMBEDDED_DATA_NAMESPACE, EMBEDDED_DATA_PART
from cts_docs.documents.ooxml.xml_parts import Element, parse_strictly
from cts_docs.errors import CannotRunError, Problem, RefusedError
from cts_docs.files.zipping import MAX_PACKAGE, read_package
from cts_docs.settings import Settings
from cts_docs.specification.model import Specification

_ROOT = "twin"
"""The root element, under the name that every version has written."""


class Origin(Protocol):
    """What a document is made from: an audit file, or the facts of a notice."""

    @property
    def specification(self) -> Specification:
        """The specification."""

    @property
    def settings(self) -> Settings:
        """The configuration."""

    @property
    def content_hash(self) -> str:
        """The hash of the inputs; empty where there is none."""

    @property
    def toolkit_version(self) -> str:
        """The version of the program; empty where it is not known."""


def embedded_data_part(origin: Origin, name: str, item: int | None, values: Mapping[str, object]) -> bytes:
    """The custom XML part of one document: its name and item, its values, and what they were made from."""
    control = origin.specification.control
    data = {
        "document": name,
        "form": item,
        "specification": {
            "id": origin.specification.id,
            "number": control.number,
            "version": control.version,
        },
        "values": dict(values),
        "content_hash": origin.content_hash or None,
        "configuration": origin.settings.sha256,
        "toolkit_version": origin.toolkit_version or None,
    }
    written = _written(_ROOT, data, f' xmlns="{EMBEDDED_DATA_NAMESPACE}"')
    return f"{xml_parts.DECLARATION}{written}".encode()


def read_embedded_data(path: Path) -> dict[str, object]:
    """The embedded data of a document file.

    Raises CannotRunError if there is no such file, RefusedError if it is not a document or
    carries no embedded data.
    """
    return embedded_data_of(read_document(path), str(path))


def read_document(path: Path) -> bytes:
    """The bytes of a document file, no more than one too many for a package that is read.

    Raises CannotRunError if there is no such file.
    """
    if not path.is_file():
        raise CannotRunError(Problem("DOCX_MISSING", file=str(path), values={"file": str(path)}))
    with path.open("rb") as stream:
        return stream.read(MAX_PACKAGE + 1)


def embedded_data_of(content: bytes, name: str) -> dict[str, object]:
    """The embedded data in a document's bytes; `name` is the file's in messages."""
    part = read_package(content, name).get(EMBEDDED_DATA_PART)
    without = RefusedError(Problem("DOCX_WITHOUT_TWIN", file=name, values={"file": name}))
    if part is None:
        raise without
    try:
        root = parse_strictly(part)
    except etree.XMLSyntaxError as error:
        raise without from error
    read = _value(root) if root.tag == _tag(_ROOT) and root.get("kind") == "object" else None
    if not isinstance(read, dict):
        raise without
    return read


def stamp_part(stamp: str, content: str = "") -> bytes:
    """The part of a template in place of embedded data: what it was made from, and the hash of its parts."""
    root = etree.Element(_tag(_ROOT), {"madeFrom": stamp} | ({"content": content} if content else {}))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def template_stamp(content: bytes, name: str) -> str:
    """The specification hash that a template is stamped with; empty without a stamp."""
    part = read_package(content, name).get(EMBEDDED_DATA_PART)
    return "" if part is None else parse_strictly(part).get("madeFrom") or ""


def template_content(content: bytes, name: str) -> str:
    """The hash of a template's parts when it was made; empty without a stamp."""
    part = read_package(content, name).get(EMBEDDED_DATA_PART)
    return "" if part is None else parse_strictly(part).get("content") or ""


def _tag(name: str) -> str:
    return f"{{{EMBEDDED_DATA_NAMESPACE}}}{name}"


def _written(tag: str, value: object, attributes: str = "") -> str:
    # Texts and numbers first: asking whether something is a mapping takes longer than writing it.
    if isinstance(value, str):
        return f'<{tag}{attributes} kind="text">{xml_parts.text(value)}</{tag}>'
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
    return f' key="{xml_parts.attribute(key)}"'


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
