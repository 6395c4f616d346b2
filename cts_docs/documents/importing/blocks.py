"""Paragraphs of running text as blocks of the data: their kind, anchor, cross-references."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, count

from cts_docs.documents.importing.content import Paragraph
from cts_docs.specification.model import BlockStyle

_ROMAN = re.compile(r"[Ⅰ-Ⅻ]")
_CHAPTER = re.compile(r"([0-9]{1,2}|[Ⅰ-Ⅻ])\s*[.．、]?\s*(?![0-9])\S")
_NUMBER = re.compile(r"((?:[0-9]+|[Ⅰ-Ⅻ])(?:[.．][0-9a-z]+)+)[.．、]?\s*(?![)）])\S")
_LETTERED = re.compile(
    r"([甲乙丙丁戊己庚辛壬癸一二三四五六七八九十]{1,3}[0-9]{0,3}|[A-Z][0-9]{0,3})\s*[.．、]\s*\S"
)
"""A number that only a heading by its style has: running text begins with such words as well."""

_ITEMS: tuple[tuple[re.Pattern[str], BlockStyle], ...] = (
    (re.compile(r"[(（]?[0-9]{1,2}[)）]"), "item1"),
    (re.compile(r"[①-⑳]"), "item2"),
    (re.compile(r"[a-z][.)）、]"), "item3"),
)
_REFERENCE = re.compile(r"(《?[A-Z]{2,}[A-Z/ ]*\s*[0-9]|.{0,6}标准\s*[0-9])")
_REFERENCES_CHAPTER = re.compile(r"引用\s*(文件|标准)")
_STOPS = "，,。；;"
_LONGEST_HEADING = 40

_OWN_STYLES: Mapping[str, BlockStyle] = {
    "clause": "clause",
    "item 1": "item1",
    "item 2": "item2",
    "item 3": "item3",
    "note item 1": "item1",
    "note item 2": "item2",
    "note": "paragraph",
}
"""The styles of a controlled document that this program wrote."""


@dataclass(slots=True)
class BlockDraft:
    """A block as read; `doubt` says why a person should look at it."""

    style: BlockStyle
    text: str = ""
    anchor: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    clause: str = ""
    checklist: str = ""
    doubt: str = ""
    paragraph: Paragraph | None = None

    def entry(self) -> dict[str, object]:
        """The block as an entry of the data file."""
        links = [{"text": text, "to": to} for text, to in self.links]
        values = {
            "style": self.style,
            "text": self.text,
            "anchor": self.anchor,
            "clause": self.clause,
            "checklist": self.checklist,
            "links": links,
        }
        return {key: value for key, value in values.items() if value}

    @property
    def number(self) -> str:
        """The number of a heading or a numbered sentence, empty for any other block: 4.2.2."""
        if not self.is_heading and self.style != "clause":
            return ""
        found = _NUMBER.match(self.text) or _CHAPTER.match(self.text)
        if found is None and self.is_heading:
            found = _LETTERED.match(self.text)
        return found[1].replace("．", ".") if found else ""

    @property
    def is_heading(self) -> bool:
        """Whether the block is a title."""
        return self.style.startswith("heading")


_HEADINGS: tuple[BlockStyle, ...] = ("heading1", "heading2", "heading3")


def heading_levels(content: Iterable[object]) -> Mapping[int, BlockStyle]:
    """The heading that each outline level of a part stands for; none where all have the same level."""
    levels = {each.outline for each in content if isinstance(each, Paragraph) and each.outline is not None}
    if len(levels) < 2:
        return {}
    return {level: _HEADINGS[min(level - min(levels), 2)] for level in levels}


def blocks_of(
    paragraphs: Sequence[Paragraph], prefix: str, levels: Mapping[int, BlockStyle]
) -> list[BlockDraft]:
    """The blocks of some paragraphs.

    `prefix` begins the anchors of their headings (clause, requirement); `levels` are the
    `heading_levels` of the whole part.
    """
    found: list[BlockDraft] = []
    references = False
    for paragraph in paragraphs:
        block = _block(paragraph, levels, references=references)
        if block.style == "heading1":
            references = _REFERENCES_CHAPTER.search(block.text) is not None
        if block.is_heading:
            block.anchor = _anchor(paragraph, block, prefix, {each.anchor for each in found})
        found.append(block)
    return found


def _block(paragraph: Paragraph, levels: Mapping[int, BlockStyle], *, references: bool) -> BlockDraft:
    style, doubt = _style(paragraph, references=references)
    if style in _HEADINGS and paragraph.outline is not None:
        style = levels.get(paragraph.outline, style)
    if paragraph.holds_more:
        doubt = "IMPORT_HOLDS_MORE"
    return BlockDraft(style=style, text=paragraph.text, doubt=doubt, paragraph=paragraph)


def _style(paragraph: Paragraph, *, references: bool) -> tuple[BlockStyle, str]:
    text = paragraph.text
    own = _OWN_STYLES.get(paragraph.style.lower())
    if own is not None:
        return own, ""
    item = next((style for pattern, style in _ITEMS if pattern.match(text)), None)
    if item is not None:
        return item, ""
    if numbered := _NUMBER.match(text):
        return _numbered(paragraph, numbered[1].count(".") + numbered[1].count("．"))
    if _CHAPTER.match(text) and (paragraph.outline is not None or _looks_like_a_title(text)):
        return "heading1", "" if paragraph.outline is not None else "IMPORT_HEADING"
    if paragraph.outline is not None:
        return _titled(text)
    if references and _REFERENCE.match(text):
        return "reference", ""
    return "paragraph", ""


def _numbered(paragraph: Paragraph, dots: int) -> tuple[BlockStyle, str]:
    """A numbered line: a heading by its style, else by its looks, which a person should confirm."""
    heading: BlockStyle = "heading2" if dots == 1 else "heading3"
    if paragraph.outline is not None:
        return heading, ""
    if _looks_like_a_title(paragraph.text):
        return heading, "IMPORT_HEADING"
    return "clause", ""


def _titled(text: str) -> tuple[BlockStyle, str]:
    """A heading by its style: with letters for a number (甲. or 甲1.), else none that the data could have."""
    lettered = _LETTERED.match(text)
    if lettered is None:
        return "paragraph", "IMPORT_HEADING_WITHOUT_NUMBER"
    return ("heading2" if lettered[1][-1].isdecimal() else "heading1"), ""


def _looks_like_a_title(text: str) -> bool:
    return (
        len(text) <= _LONGEST_HEADING and not any(stop in text for stop in _STOPS) and text[-1] not in "：:"
    )


def _anchor(paragraph: Paragraph, block: BlockDraft, prefix: str, used: Container[str]) -> str:
    """The document's own bookmark where it has a plain one, else a name made of the number."""
    plain = [name for name in paragraph.bookmarks if re.fullmatch(rf"{prefix}_[a-z0-9_]+", name)]
    if plain:
        return plain[0]
    counted = _ROMAN.sub(lambda found: str(int(unicodedata.numeric(found[0]))), block.number)
    name = "_".join([prefix, *re.findall(r"[0-9a-z]+", counted)])
    numbered = (f"{name}_at_{at}" for at in count(2))
    return next(each for each in chain([name], numbered) if each not in used)


def anchors(*groups: Sequence[BlockDraft]) -> dict[str, str]:
    """The anchor that each bookmark of the document stands for."""
    return {
        name: block.anchor
        for blocks in groups
        for block in blocks
        if block.anchor and block.paragraph is not None
        for name in block.paragraph.bookmarks
    }


def connect(blocks: Sequence[BlockDraft], known: Mapping[str, str]) -> None:
    """Give each block its cross-references; one that leads nowhere in the data is left out."""
    for block in blocks:
        if block.paragraph is None:
            continue
        block.links = [
            (link.text, known[link.bookmark])
            for link in block.paragraph.links
            if link.bookmark in known and link.text
        ]


def number_checklist(blocks: Sequence[BlockDraft], specific: str) -> None:
    """Number the requirements of the unscored clause `specific`: 1, 2.1, 2.2, 3.

    A line that only introduces items below it has no number.
    """
    items = list(_items_below(blocks, specific))
    first = 0
    second = 0
    for index, block in enumerate(items):
        if block.style == "item1":
            first, second = first + 1, 0
            has_items = index + 1 < len(items) and items[index + 1].style == "item2"
            block.checklist = "" if has_items else str(first)
        else:
            second += 1
            block.checklist = f"{first}.{second}" if first else str(second)


def _items_below(blocks: Sequence[BlockDraft], number: str) -> Iterator[BlockDraft]:
    below = False
    for block in blocks:
        if block.number:
            below = block.number == number
        elif below and block.style in ("item1", "item2"):
            yield block
