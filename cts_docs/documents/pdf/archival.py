"""Checks of a PDF against PDF/A-2b, as far as possible without a full validator.

Checked are the claim in the metadata (ISO 19005-2, 6.6.4), the output intent (6.2.3),
embedding of every font (6.2.11.4), a ToUnicode map for each (beyond level B, so that the
text can be searched and copied), and the absence of encryption (6.1.3), script and
other forbidden actions (6.5.1) and embedded files. Not checked: colour spaces in use,
the inside of font programs, syntax. For those a validator such as veraPDF is needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lxml import etree

from cts_docs.errors import Problem

if TYPE_CHECKING:
    from pypdf import PdfReader
    from pypdf.generic import DictionaryObject, PdfObject

_IDENTIFICATION = "http://www.aiim.org/pdfa/ns/id/"
_PART, _CONFORMANCE = "2", "B"
_FONT_PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")
_STRUCTURE = "/StructTreeRoot"
_FORBIDDEN_ACTIONS = frozenset(
    f"/{name}"
    for name in (
        *("JavaScript", "Launch", "Sound", "Movie", "ResetForm", "ImportData"),
        *("Hide", "SetOCGState", "Rendition", "Trans", "GoTo3DView"),
    )
)


def archival_problems(reader: PdfReader) -> tuple[Problem, ...]:
    """Every way in which an opened PDF falls short of PDF/A-2b; empty where none was found."""
    if reader.is_encrypted:
        return (Problem("PDFA_ENCRYPTED"),)
    found: list[Problem] = [*_claim(reader), *_output_intent(reader)]
    for item in _dictionaries(reader):
        found.extend(_font(item))
        found.extend(_actions_and_files(item))
    return tuple(problem for place, problem in enumerate(found) if problem not in found[:place])


def _claim(reader: PdfReader) -> Iterator[Problem]:
    expected = f"PDF/A-{_PART}{_CONFORMANCE}"
    metadata = reader.root_object.get("/Metadata")
    if metadata is None:
        yield Problem("PDFA_CLAIM", found="—", values={"expected": expected})
        return
    part, conformance = _identification(metadata.get_object().get_data())
    if (part, conformance) != (_PART, _CONFORMANCE):
        yield Problem("PDFA_CLAIM", found=f"PDF/A-{part}{conformance}", values={"expected": expected})


def _identification(metadata: bytes) -> tuple[str, str]:
    """Part and conformance that XMP metadata claims, as elements or as attributes."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(metadata.strip(), parser)
    except etree.XMLSyntaxError:
        return "", ""
    claimed = []
    for name in ("part", "conformance"):
        qualified = f"{{{_IDENTIFICATION}}}{name}"
        texts = [element.text or "" for element in root.iter(qualified)]
        texts += [element.attrib[qualified] for element in root.iter() if qualified in element.attrib]
        claimed.append(texts[0].strip() if texts else "")
    return claimed[0], claimed[1]


def _output_intent(reader: PdfReader) -> Iterator[Problem]:
    intents = _items(reader.root_object.get("/OutputIntents"))
    if not any(_resolved(_dictionary(intent).get("/DestOutputProfile")) for intent in intents):
        yield Problem("PDFA_OUTPUT_INTENT")


def _is_font(item: DictionaryObject) -> bool:
    return item.get("/Type") == "/Font"


def _font(item: DictionaryObject) -> Iterator[Problem]:
    if not _is_font(item):
        return
    name = str(item.get("/BaseFont", item.get("/Name", "?"))).lstrip("/")
    kind = item.get("/Subtype")
    if kind == "/Type0":
        for descendant in _items(item.get("/DescendantFonts")):
            if not _is_embedded(_dictionary(descendant)):
                yield Problem("PDFA_FONT_NOT_EMBEDDED", found=name)
    elif kind in ("/Type1", "/MMType1", "/TrueType") and not _is_embedded(item):
        yield Problem("PDFA_FONT_NOT_EMBEDDED", found=name)
    # A descendant font is read through the map of its Type0 font.
    if kind not in ("/CIDFontType0", "/CIDFontType2") and item.get("/ToUnicode") is None:
        yield Problem("PDFA_FONT_WITHOUT_TEXT", found=name)


def _is_embedded(font: DictionaryObject) -> bool:
    descriptor = _dictionary(font.get("/FontDescriptor"))
    return any(_resolved(descriptor.get(key)) is not None for key in _FONT_PROGRAMS)


def _actions_and_files(item: DictionaryObject) -> Iterator[Problem]:
    action = str(item.get("/S", ""))
    if action in _FORBIDDEN_ACTIONS or "/JS" in item:
        yield Problem("PDFA_ACTION", found=action.lstrip("/") or "JavaScript")
    if "/JavaScript" in item:
        yield Problem("PDFA_ACTION", found="JavaScript")
    if "/EF" in item or "/EmbeddedFiles" in item:
        yield Problem("PDFA_EMBEDDED_FILE")


def _dictionaries(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary that can be reached from the catalogue, each once.

    The structure tree is left out: it is by far the largest part of a tagged PDF, its elements say
    what the text on the pages is, and nothing in it is drawn, opened or run.
    """
    from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

    catalogue = reader.root_object
    yield catalogue
    waiting: list[PdfObject] = [value for key, value in catalogue.items() if key != _STRUCTURE]
    structure = catalogue.raw_get(_STRUCTURE) if _STRUCTURE in catalogue else None
    seen = {structure.idnum} if isinstance(structure, IndirectObject) else set[int]()
    while waiting:
        item = waiting.pop()
        if isinstance(item, IndirectObject):
            if item.idnum in seen:
                continue
            seen.add(item.idnum)
            waiting.append(item.get_object() or ArrayObject())
        elif isinstance(item, DictionaryObject):
            yield item
            waiting.extend(item.values())
        elif isinstance(item, ArrayObject):
            waiting.extend(item)


def _resolved(item: PdfObject | None) -> PdfObject | None:
    from pypdf.generic import NullObject

    found = None if item is None else item.get_object()
    return None if isinstance(found, NullObject) else found


def _items(item: PdfObject | None) -> list[PdfObject]:
    from pypdf.generic import ArrayObject

    found = _resolved(item)
    return list(found) if isinstance(found, ArrayObject) else []


def _dictionary(item: PdfObject | None) -> DictionaryObject:
    from pypdf.generic import DictionaryObject

    found = _resolved(item)
    return found if isinstance(found, DictionaryObject) else DictionaryObject()
