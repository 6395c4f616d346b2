"""The sub-items of Appendix 4: what an auditor gives a result to, one by one.

The id of a sub-item is made from the printed numbers: the number of its clause, then the numbers of
its items, joined by hyphens. `3.1.1-2` is item 2) of 3.1.1, `7.1.2-2-3-a` is a. below ③ of item 2),
and `4.1` the sentence of 4.1. A second sub-item under one id gets `/2`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from cts_docs.specification.model import Block, BlockStyle, Specification

_ITEMS = 5
_DEPTHS: Mapping[BlockStyle, int] = {
    "heading1": 1,
    "heading2": 2,
    "heading3": 3,
    "clause": 4,
    "paragraph": 4,
    "item1": _ITEMS,
    "item2": 6,
    "item3": 7,
}
_CLAUSE = ("heading1", "heading2", "heading3", "clause")
_PART = "(?:[0-9]+|[IVXLC]+|[A-Za-z])"
_NUMBER = re.compile(rf"{_PART}(?:\.{_PART})*(?=[.、\s]|[^\x00-\x7f]|$)")
_ITEM = re.compile(r"[0-9]+|[A-Za-z]")
_SENTENCE_END = re.compile("[。；;]")


@dataclass(frozen=True, slots=True)
class Requirement:
    """One sub-item of Appendix 4.

    `number` is the printed number of its clause and `path` that of its items, outermost first.
    `introduction` holds the headings and introducing lines printed between the sub-item before and
    this one, so that all sub-items with their introductions are the whole of Appendix 4.
    """

    id: str
    number: str
    path: tuple[str, ...]
    block: Block
    introduction: tuple[Block, ...]

    @property
    def text(self) -> str:
        """The words of the sub-item, verbatim."""
        return self.block.text

    @property
    def clause(self) -> str:
        """The scored clause that it details, empty where there is none (reading C10)."""
        return self.block.clause


def requirements(specification: Specification) -> tuple[Requirement, ...]:
    """Every sub-item of Appendix 4, in the order of the specification.

    Headings, and lines that only introduce the items below them, are not sub-items of their own.
    """
    found: dict[str, Requirement] = {}
    introduction: list[Block] = []
    blocks = [block for block in specification.appendix4.blocks if block.style in _DEPTHS]
    for block, number, path, introduces in _numbered(blocks):
        if introduces:
            introduction.append(block)
            continue
        key = "-".join((number, *path))
        key = key if key not in found else _further(key, found)
        found[key] = Requirement(key, number, path, block, tuple(introduction))
        introduction = []
    return tuple(found.values())


def _numbered(blocks: list[Block]) -> Iterator[tuple[Block, str, tuple[str, ...], bool]]:
    """Every block with the number of its clause, the numbers of its items, and whether it introduces."""
    number = "0"
    path: list[str] = []
    for block, following in pairwise([*blocks, None]):
        if block is None:
            return
        depth = _DEPTHS[block.style]
        if block.style in _CLAUSE:
            printed = _NUMBER.match(unicodedata.normalize("NFKC", block.text))
            number = printed[0] if printed else number
        path = path[: max(0, depth - _ITEMS)]
        if depth >= _ITEMS:
            path.append(_item(block))
        yield block, number, tuple(path), following is not None and _introduces(block, following)


def _introduces(block: Block, following: Block) -> bool:
    """Whether a block is a heading with something below it, or a line that only leads over to items."""
    deeper = _DEPTHS[following.style] > _DEPTHS[block.style]
    return deeper and (block.style.startswith("heading") or _SENTENCE_END.search(block.text) is None)


def _item(block: Block) -> str:
    """The printed number of an item in plain characters: 2 for `2)` and `②`, a for `a.`."""
    found = _ITEM.match(unicodedata.normalize("NFKC", block.text))
    return found[0] if found else "0"


def _further(key: str, taken: Mapping[str, Requirement]) -> str:
    number = 2
    while f"{key}/{number}" in taken:
        number += 1
    return f"{key}/{number}"
