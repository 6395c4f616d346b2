"""Ids, anchors, links and places: each once, each leading somewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from cts_docs.errors import Problem
from cts_docs.specification.loading.build import TABLE_STYLES
from cts_docs.specification.loading.table_reader import MATURITY_PART, fault
from cts_docs.specification.model import Block, FloorKind, Specification

APPENDIX_ANCHORS: tuple[str, ...] = ("appendix1", "appendix2", "appendix3", "appendix4")
"""The anchors of the four appendix titles, which every specification has."""

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)+")

Placed = tuple[str, Block]


def references(specification: Specification) -> Iterator[Problem]:
    """Every fault of ids, anchors, links, places and mentions of scored clauses."""
    blocks = tuple(_placed(specification))
    yield from _doubled(_ids(specification))
    yield from _doubled((f"{path}.anchor", block.anchor) for path, block in blocks if block.anchor)
    yield from _doubled((f"{path}.checklist", block.checklist) for path, block in blocks if block.checklist)
    yield from _anchors(blocks)
    yield from _links(blocks, _appendices(specification))
    yield from _places(specification)
    yield from _mentions(specification, blocks)
    yield from _method(specification)
    yield from _floors(specification)


def _appendices(specification: Specification) -> tuple[str, ...]:
    """The anchors of the appendices that the specification has: without a maturity part not 2 and 3."""
    named = (
        specification.appendix1.label,
        specification.appendix2.label,
        specification.appendix3.label,
        specification.appendix4.label,
    )
    return tuple(anchor for anchor, label in zip(APPENDIX_ANCHORS, named, strict=True) if label)


def _placed(specification: Specification) -> Iterator[Placed]:
    for part, blocks in (
        ("text.blocks", specification.text),
        ("appendix3.notes", specification.appendix3.notes),
        ("appendix4.blocks", specification.appendix4.blocks),
    ):
        for index, block in enumerate(blocks):
            yield f"{part}[{index}]", block


def _ids(specification: Specification) -> Iterator[tuple[str, str]]:
    """Ids by kind, so that characteristic 7 and its only indicator 7 do not meet."""
    for index, characteristic in enumerate(specification.appendix1.characteristics):
        yield f"appendix1.characteristics[{index}].id", f"characteristic {characteristic.id}"
        for place, indicator in enumerate(characteristic.indicators):
            yield f"appendix1.characteristics[{index}].indicators[{place}].id", f"indicator {indicator.id}"
    for index, chapter in enumerate(specification.chapters):
        yield f"chapters[{index}].id", f"chapter {chapter.id}"
        for place, clause in enumerate(chapter.clauses):
            yield f"chapters[{index}].clauses[{place}].id", f"clause {clause.id}"


def _doubled(named: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for path, name in named:
        if name in first:
            yield fault("SPEC_ID_DOUBLED", path, name.rpartition(" ")[2], first[name])
        first.setdefault(name, path)


def _anchors(blocks: tuple[Placed, ...]) -> Iterator[Problem]:
    """Anchors become bookmarks: letters, digits and `_`, at most forty, not an appendix's."""
    for path, block in blocks:
        name = block.anchor
        good = name.isascii() and name.isidentifier() and len(name) <= 40
        if name and (not good or name in APPENDIX_ANCHORS):
            yield fault("SPEC_VALUE", f"{path}.anchor", name, "a-z A-Z 0-9 _ (≤ 40)")


def _links(blocks: tuple[Placed, ...], appendices: Iterable[str]) -> Iterator[Problem]:
    targets = {block.anchor for _, block in blocks if block.anchor} | set(appendices)
    for path, block in blocks:
        for index, link in enumerate(block.links):
            if link.text not in block.text:
                yield fault("SPEC_LINK_TEXT", f"{path}.links[{index}].text", link.text, block.text)
            if link.to in APPENDIX_ANCHORS and link.to not in targets:
                yield fault("SPEC_WITHOUT_PART", f"{path}.links[{index}].to", link.to, MATURITY_PART)
            elif link.to not in targets:
                yield fault("SPEC_LINK_TARGET", f"{path}.links[{index}].to", link.to, "anchor")


def _places(specification: Specification) -> Iterator[Problem]:
    """Each table has its one place in the clauses, and a place has no words."""
    counts = Counter(block.style for block in specification.text)
    for style in TABLE_STYLES:
        wanted = int(specification.has_maturity or style != "maturity_model")
        if counts[style] > wanted == 0:
            yield fault("SPEC_WITHOUT_PART", "text.blocks", style, MATURITY_PART)
        elif counts[style] != wanted:
            yield fault("SPEC_PLACE", "text.blocks", f"{style} × {counts[style]}", f"{style} × {wanted}")
    for path, block in _placed(specification):
        if block.style in TABLE_STYLES and (block.text or not path.startswith("text")):
            yield fault("SPEC_PLACE", f"{path}.style", block.style, f"{block.style}: text.blocks")


def _mentions(specification: Specification, blocks: tuple[Placed, ...]) -> Iterator[Problem]:
    clauses = {clause.id for clause in specification.clauses}
    for path, block in blocks:
        if block.clause and not clauses:
            yield fault("SPEC_WITHOUT_PART", f"{path}.clause", block.clause, MATURITY_PART)
        elif block.clause and block.clause not in clauses:
            yield fault("SPEC_REFERENCE", f"{path}.clause", block.clause, " / ".join(sorted(clauses)))
    descriptions = specification.appendix2.descriptions
    for index, chapter in enumerate(specification.chapters):
        if chapter.description not in descriptions:
            expected = " / ".join(descriptions)
            yield fault("SPEC_REFERENCE", f"chapters[{index}].description", chapter.description, expected)


def _method(specification: Specification) -> Iterator[Problem]:
    """The clauses of the method are clauses of the text: a paragraph begins with their number."""
    numbers = [found[0] for block in specification.text if (found := _NUMBER.match(block.text))]
    for name in specification.method.__dataclass_fields__:
        number = str(getattr(specification.method, name))
        if number and number not in numbers:
            yield fault("SPEC_REFERENCE", f"method.{name}", number, " / ".join(numbers))


def _floors(specification: Specification) -> Iterator[Problem]:
    """A floor is set once for a part that exists, within what the part can reach."""
    parts: Mapping[FloorKind, tuple[str, ...]] = {
        "characteristic": tuple(part.id for part in specification.appendix1.characteristics),
        "indicator": tuple(indicator.id for indicator in specification.indicators),
        "requirement": tuple(clause.id for clause in specification.clauses),
    }
    seen: set[tuple[str, str]] = set()
    for index, floor in enumerate(specification.floors):
        path, most = f"floors[{index}]", len(specification.levels) if floor.kind == "requirement" else 100
        if floor.kind == "requirement" and not specification.has_maturity:
            yield fault("SPEC_WITHOUT_PART", f"{path}.{floor.kind}", floor.id, MATURITY_PART)
            continue
        if floor.id not in parts[floor.kind]:
            yield fault("SPEC_REFERENCE", f"{path}.{floor.kind}", floor.id, " / ".join(parts[floor.kind]))
        if (floor.kind, floor.id) in seen:
            yield fault("SPEC_ID_DOUBLED", f"{path}.{floor.kind}", floor.id, f"floors: {floor.kind}")
        seen.add((floor.kind, floor.id))
        if not 1 <= floor.least <= most:
            yield fault("SPEC_VALUE", f"{path}.least", floor.least, f"1 … {most}")
