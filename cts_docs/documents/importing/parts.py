"""Which part of a controlled document each paragraph and table belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cts_docs.documents.importing.content import Paragraph, Table
from cts_docs.errors import Problem, RefusedError

Content = Sequence[Paragraph | Table]

_ANNEX = re.compile(r"附\s*录\s*([1-9A-Z一二三四五六七八九])(?![0-9])\s*")
_CONTENTS_LINE = re.compile(r"(\t|[.…·]{3,}|\s{2,})\s*\d+$")
_CONTENTS_TITLE = re.compile(r"目\s*[录次]")
_FIRST_CHAPTER = re.compile(r"(1|一|第一章)\s*[.．、]?\s*\S")
_APPENDICES = 4
_APPENDICES_WITHOUT_MATURITY = 2
_LONGEST_TITLE = 80
_STOPS = "。；;，,"


@dataclass(frozen=True, slots=True)
class Annex:
    """An appendix: its label as printed, its title, what stands below them, and its own bookmarks."""

    label: str
    title: str
    content: Content
    bookmarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parts:
    """A controlled document taken apart; one without a maturity part has two appendices, not four."""

    cover: Content
    contents_title: str
    text: Content
    annexes: tuple[Annex, ...]

    @property
    def has_maturity(self) -> bool:
        """Whether there are the two appendices of the maturity part between the first and the last."""
        return len(self.annexes) == _APPENDICES


def parts_of(content: Content, name: str) -> Parts:
    """The cover, the clauses and the four appendices; the first and the last without a maturity part.

    Raises RefusedError where the first chapter or an appendix is not found.
    """
    starts = tuple(_annex_starts(content))
    if len(starts) != _APPENDICES and not _is_without_maturity(content, starts):
        labels = "、".join(_paragraph(content, start).text[:20] for start in starts) or "—"
        raise RefusedError(Problem("IMPORT_APPENDICES", file=name, found=labels))
    first = next((at for at in range(starts[0]) if _begins_text(content, at)), None)
    if first is None:
        raise RefusedError(Problem("IMPORT_NO_TEXT", file=name))
    ends = (*starts[1:], len(content))
    return Parts(
        cover=[each for each in content[:first] if not _is_contents(each)],
        contents_title=next(
            (
                each.text
                for each in content[:first]
                if isinstance(each, Paragraph) and _CONTENTS_TITLE.fullmatch(each.text)
            ),
            "",
        ),
        text=content[first : starts[0]],
        annexes=tuple(_annex(content[start:end]) for start, end in zip(starts, ends, strict=True)),
    )


def _is_without_maturity(content: Content, starts: Sequence[int]) -> bool:
    """Two appendices, the second without a table: an overlooked heading would leave the tables there."""
    return len(starts) == _APPENDICES_WITHOUT_MATURITY and not any(
        isinstance(each, Table) for each in content[starts[1] :]
    )


def _annex_starts(content: Content) -> Iterator[int]:
    """Where each appendix begins: a short line that begins with its label, outside the contents."""
    wanted = 1
    for at, each in enumerate(content):
        if not isinstance(each, Paragraph) or _is_contents(each):
            continue
        found = _ANNEX.match(each.text)
        if found and _order(found[1]) == wanted and _is_title(each.text):
            yield at
            wanted += 1


def _order(label: str) -> int:
    if label.isdecimal():
        return int(label)
    return "一二三四五六七八九".find(label) + 1 or ord(label) - ord("A") + 1


def _is_title(text: str) -> bool:
    return len(text) <= _LONGEST_TITLE and not text.endswith(tuple(_STOPS))


def _begins_text(content: Content, at: int) -> bool:
    each = content[at]
    if not isinstance(each, Paragraph) or _is_contents(each) or not _FIRST_CHAPTER.match(each.text):
        return False
    return each.outline is not None or _is_title(each.text)


def _is_contents(each: Paragraph | Table) -> bool:
    if isinstance(each, Table):
        return False
    return each.style.lower().startswith("toc ") or _CONTENTS_LINE.search(each.text) is not None


def _annex(content: Content) -> Annex:
    heading = _paragraph(content, 0)
    found = _ANNEX.match(heading.text)
    label = found[0].strip() if found else heading.text
    title, rest = heading.text[found.end() if found else 0 :].strip(), content[1:]
    bookmarks = heading.bookmarks
    if not title and rest and isinstance(rest[0], Paragraph):
        title, bookmarks, rest = rest[0].text, bookmarks + rest[0].bookmarks, rest[1:]
    return Annex(label, title, rest, bookmarks)


def _paragraph(content: Content, at: int) -> Paragraph:
    each = content[at]
    return each if isinstance(each, Paragraph) else Paragraph("", "", None)
