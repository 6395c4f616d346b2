"""The one renderer: docxtpl's template, prepared once, filled by Jinja, its result looked at where needed."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence

from docxtpl import DocxTemplate
from jinja2.exceptions import TemplateError
from lxml import etree

from cts_docs.documents.ooxml.properties import CORE_PART, Properties, core_xml
from cts_docs.documents.ooxml.xml_parts import DECLARATION, Element, parse_strictly
from cts_docs.documents.rendering.environment import DocxtplValueError, docxtpl_values, value_problems
from cts_docs.documents.rendering.prepared import MAIN_PART, PreparedPart, prepared
from cts_docs.documents.rendering.problems import template_error, template_problem
from cts_docs.documents.rendering.proof import Proof
from cts_docs.documents.rendering.result import UnevenTableError, checked_result
from cts_docs.errors import Problem, RefusedError
from cts_docs.files.zipping import Member, deflated, pack, read_package, stored

_PACKED_ALREADY = (".png", ".jpg", ".jpeg", ".xlsx")
_LEVEL = 3
"""Packs filled parts twice as fast as the usual 6, and makes a document a tenth larger."""
_LINE_BREAK = '</w:t><w:br/><w:t xml:space="preserve">'
"""What docxtpl makes of a line break in a value."""
_EMPTY_CELL = "</w:tcPr></w:tc>", "</w:tcPr><w:p/></w:tc>"
_TEMPLATE_FAULTS = (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, RecursionError)


class DocumentTemplate(DocxTemplate):  # type: ignore[misc]  # docxtpl has no types
    """A Word template in docxtpl's dialect; `name` is the template's in messages.

    Its prepared and compiled parts are kept in memory by the template's content. The main part,
    headers and footers are filled; notes and comments must be free of tags, and document
    properties are written anew. Raises RefusedError where the file is damaged, or the template
    does what it may not.
    """

    def __init__(self, content: bytes, name: str = "") -> None:
        super().__init__(io.BytesIO(content))
        self._name = name
        self._prepared = prepared(content, name)

    def document(
        self, values: Mapping[str, object], properties: Properties, parts: Mapping[str, bytes] | None = None
    ) -> bytes:
        """The document that the template makes of values, the same bytes each time.

        Values are plain data, or docxtpl's rich texts, pictures and subdocuments made for this
        very template. `parts` takes the place of the template's parts of those names, a leading
        slash or not. Raises RefusedError where a value cannot stand in a document, a variable is
        missing, or a rendering is damaged; its problem names the place.
        """
        named = {part.removeprefix("/"): content for part, content in (parts or {}).items()}
        exchanged = {**named, CORE_PART: core_xml(properties)}
        self._check_known(exchanged)
        try:
            members = self._filled(values)
        except DocxtplValueError:
            members = self._filled_by_docxtpl(values)
        members.update((part, _packed(part, content)) for part, content in exchanged.items())
        return pack(members.values())

    def _check_known(self, parts: Mapping[str, bytes]) -> None:
        own = self._prepared
        missing = sorted(part for part in parts if part not in own.untouched and part not in own.tagged)
        if missing:
            values = {"template": self._name}
            raise RefusedError(Problem("TEMPLATE_PART_MISSING", found="、".join(missing), values=values))

    def _filled(self, values: Mapping[str, object]) -> dict[str, Member]:
        filled = {
            name: deflated(name, (DECLARATION + self._text(part, values)).encode(), _LEVEL)
            for name, part in self._prepared.tagged.items()
        }
        return {**self._prepared.untouched, **filled}

    def _text(self, part: PreparedPart, values: Mapping[str, object], *, rich: bool = False) -> str:
        """A part with values in its places."""
        try:
            text = (part.rich_template() if rich else part.template).render(values)
            if part.proof is not None and not rich:
                return self._with_breaks(text, part.proof)
            return etree.tostring(checked_result(self.resolve_listing(text)), encoding="unicode")
        except DocxtplValueError:
            raise
        except (etree.XMLSyntaxError, UnevenTableError, *_TEMPLATE_FAULTS) as error:
            raise RefusedError(self._problems(error, part, values)) from error

    def _with_breaks(self, text: str, proof: Proof) -> str:
        """A part whose form is proven, with elements for the line breaks and tabs of its values."""
        if "\n" in text or "\t" in text:
            plain = proof.plain_breaks and "\t" not in text
            text = text.replace("\n", _LINE_BREAK) if plain else self.resolve_listing(text)
        return text.replace(*_EMPTY_CELL) if proof.may_empty else text

    def _problems(
        self, error: Exception, part: PreparedPart, values: Mapping[str, object]
    ) -> Sequence[Problem]:
        """Why a part can't be filled: the values that no document holds, or else the template's fault."""
        match error:
            case etree.XMLSyntaxError():
                return (template_problem("TEMPLATE_BROKEN", self._name, part.name, str(error)),)
            case UnevenTableError():
                place = {"table": str(error.table), "row": str(error.row)}
                return (template_problem("TEMPLATE_TABLE", self._name, part.name, "", place),)
        faults = tuple(value_problems(values, self._name))
        return faults or (template_error(error, part.source, part.content, part.name, self._name),)

    def _filled_by_docxtpl(self, values: Mapping[str, object]) -> dict[str, Member]:
        """The parts as docxtpl's own sequence makes them, as its values bring parts and relationships."""
        faults = list(value_problems(values, self._name))
        if any(getattr(value, "tpl", self) is not self for value in docxtpl_values(values)):
            faults.append(Problem("VALUE_TYPE", found="tpl", values={"template": self._name}))
        if faults:
            raise RefusedError(faults)
        self.render(dict(values))
        stream = io.BytesIO()
        self.save(stream)
        made = read_package(stream.getvalue(), self._name)
        return {part: _packed(part, content) for part, content in made.items()}

    # The steps of docxtpl's `render` that are done otherwise here.

    def build_xml(self, context: Mapping[str, object], _environment: object = None) -> str:
        """The main part, filled."""
        return self._part_of_docx(MAIN_PART, self.docx.part, context)

    def fix_tables(self, xml: str) -> Element:
        """The body of the filled main part, whose tables were looked at already."""
        return parse_strictly(xml.encode())[0]

    def build_headers_footers_xml(
        self, context: Mapping[str, object], uri: str, _environment: object = None
    ) -> Iterator[tuple[str, bytes]]:
        """The headers or footers, filled, by the keys of their relationships."""
        for key, part in self.get_headers_footers(uri):
            name = str(part.partname).removeprefix("/")
            if name in self._prepared.tagged:
                yield key, self._part_of_docx(name, part, context).encode()

    def render_properties(self, _context: object, _environment: object = None) -> None:
        """Nothing: document properties are written anew."""

    def render_footnotes(self, _context: object, _environment: object = None) -> None:
        """Nothing: notes hold no tags."""

    def _part_of_docx(self, name: str, part: object, values: Mapping[str, object]) -> str:
        # Pictures ask for the part that they are placed in.
        self.current_rendering_part = part
        return self._text(self._prepared.tagged[name], values, rich=True)


def _packed(part: str, content: bytes) -> Member:
    return stored(part, content) if part.endswith(_PACKED_ALREADY) else deflated(part, content, _LEVEL)
