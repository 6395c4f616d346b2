"""The draft of a data file from a controlled document: what was read, and what a person should check."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cts_docs.documents.importing.appendices import (
    Doubt,
    Entry,
    management_tables,
    service_table,
    text_of,
)
from cts_docs.documents.importing.blocks import (
    BlockDraft,
    anchors,
    blocks_of,
    connect,
    heading_levels,
    number_checklist,
)
from cts_docs.documents.importing.clauses import method_of, read_clauses
from cts_docs.documents.importing.content import Paragraph, Table, joined, read_content
from cts_docs.documents.importing.cover import control_of, revisions_of
from cts_docs.documents.importing.grading import equal_steps, grading, level_bands
from cts_docs.documents.importing.parts import Annex, Content, parts_of
from cts_docs.errors import Problem, RefusedError
from cts_docs.specification.checking.implemented_readings import OF_MATURITY
from cts_docs.specification.derive import identifier

_NOT_PRINTED = ("experience_step", "readings", "excluded")
"""What no controlled document prints: taken from the specification that the new one is like."""

_OF_SAME_DOCUMENT = ("evaluator_groups", "composite", "floors")
_OF_SAME_METHOD = ("judged", "groups", "composite")
_OF_SAME_INDICATOR = ("scoring", "step", "may_not_apply")
"""What is not printed as a table either: taken over from another version of the same document only."""

_SIMILAR = 0.5


@dataclass(frozen=True, slots=True)
class ImportedDraft:
    """The tables of a data file in its order, and what is to be checked in them."""

    tables: Mapping[str, object]
    doubts: tuple[Doubt, ...]


def import_draft(content: bytes, name: str, like: Mapping[str, object]) -> ImportedDraft:
    """The draft of a data file from a controlled document of this form.

    `like` holds the tables of the specification whose readings the draft takes over. Raises
    RefusedError, naming the file `name`, where a part of the form is missing.
    """
    parts = parts_of(joined(read_content(content, name)), name)
    doubts: list[Doubt] = []
    text = read_clauses(parts.text, name, doubts, has_maturity=parts.has_maturity)
    first, *of_maturity, last = parts.annexes
    service, found = service_table(_table(first, "1", name), name)
    doubts += found
    management, notes = _management(of_maturity, name, doubts)
    levels = [str(each["name"]) for each in _entries(management.get("levels"))]
    requirements = _blocks(last, "requirement")
    _attach_clauses(requirements, _entries(management.get("chapters")), doubts)
    method = method_of(text.blocks, doubts, has_maturity=parts.has_maturity)
    number_checklist(text.blocks, method["specific"])
    known = {
        **anchors(text.blocks, requirements),
        **{
            name: f"appendix{number}"
            for number, annex in zip((1, 2, 3, 4) if of_maturity else (1, 4), parts.annexes, strict=True)
            for name in annex.bookmarks
        },
    }
    for blocks in (text.blocks, notes, requirements):
        connect(blocks, known)
    control = control_of(parts.cover, doubts)
    tables: dict[str, object] = {
        "id": identifier(str(control["number"])),
        "control": control,
        "text": {"contents_title": parts.contents_title or "目录", "blocks": _entries_of(text.blocks)},
        "method": method,
        **({"maturity_model": text.model} if of_maturity else {}),
        "experience_bands": text.bands,
        "appendix1": _annex(first, service),
        **_maturity_tables(of_maturity, management, notes),
        **({"level_bands": _level_bands(notes, levels, like, doubts)} if of_maturity else {}),
        "grading": _grading(text.grades, levels, like, doubts),
        "appendix4": _annex(last, {"blocks": _entries_of(requirements)}),
        **_taken_over(like, has_maturity=parts.has_maturity),
    }
    if tables["id"] == like.get("id"):
        _take_over_structures(tables, like, has_maturity=parts.has_maturity)
        doubts.append(Doubt("appendix1", "IMPORT_STRUCTURES", str(like["id"])))
    if revisions := revisions_of(parts.cover):
        tables["revisions"] = revisions
    doubts += _block_doubts("text.blocks", text.blocks)
    doubts += _block_doubts("appendix4.blocks", requirements)
    doubts += _left_tables(last.content)
    doubts.append(Doubt("readings", "IMPORT_READINGS", str(like.get("id", ""))))
    return ImportedDraft(tables, tuple(doubts))


def _taken_over(like: Mapping[str, object], *, has_maturity: bool) -> Entry:
    """What no document prints; without a maturity part no readings of it, nor exclusions that name them."""
    taken = {key: like[key] for key in _NOT_PRINTED if key in like}
    if has_maturity:
        return taken
    readings = _mapping(like.get("readings"))
    taken["readings"] = {key: each for key, each in readings.items() if key not in OF_MATURITY}
    taken["excluded"] = [each for each in _entries(like.get("excluded")) if not each.keys() & {*OF_MATURITY}]
    return taken


def _take_over_structures(tables: Entry, like: Mapping[str, object], *, has_maturity: bool) -> None:
    """Give the tables what another version of the same document says beside what is printed."""
    tables |= {key: like[key] for key in _OF_SAME_DOCUMENT if key in like}
    if not has_maturity:
        tables.pop("composite", None)
        tables["floors"] = [each for each in _entries(tables.get("floors")) if "requirement" not in each]
    before, service = _mapping(like.get("appendix1")), _mapping(tables["appendix1"])
    known = {str(each.get("id")): each for each in _indicators(before)}
    for indicator in _indicators(service):
        earlier = known.get(str(indicator["id"]), {})
        indicator |= {key: earlier[key] for key in _OF_SAME_INDICATOR if key in earlier}
    for table, keys in (("method", _OF_SAME_METHOD), ("control", ("title_en",)), ("grading", ("names_en",))):
        said = _mapping(like.get(table))
        tables[table] = {**_mapping(tables[table]), **{key: said[key] for key in keys if key in said}}


def _indicators(appendix1: Mapping[str, object]) -> Iterator[Entry]:
    for part in _entries(appendix1.get("characteristics")):
        yield from _entries(part.get("indicators"))


def _management(
    annexes: Sequence[Annex], name: str, doubts: list[Doubt]
) -> tuple[Mapping[str, object], list[BlockDraft]]:
    """What Appendices 2 and 3 hold, with the notes below the latter; nothing where they are absent."""
    if not annexes:
        return {}, []
    second, third = annexes
    tables, found = management_tables(_table(second, "2", name), _table(third, "3", name), name)
    doubts += found
    return tables, _blocks(third, "note")


def _maturity_tables(
    annexes: Sequence[Annex], management: Mapping[str, object], notes: Sequence[BlockDraft]
) -> Entry:
    if not annexes:
        return {}
    second, third = annexes
    return {
        "levels": management["levels"],
        "appendix2": _annex(second, _mapping(management["appendix2"])),
        "appendix3": _annex(third, {**_mapping(management["appendix3"]), "notes": _entries_of(notes)}),
        "chapters": management["chapters"],
    }


def _blocks(annex: Annex, prefix: str) -> list[BlockDraft]:
    paragraphs = [each for each in annex.content if isinstance(each, Paragraph)]
    return blocks_of(paragraphs, prefix, heading_levels(paragraphs))


def _table(annex: Annex, number: str, name: str) -> Table:
    tables = [each for each in annex.content if isinstance(each, Table)]
    if len(tables) != 1:
        raise RefusedError(
            Problem("IMPORT_TABLES", file=name, found=str(len(tables)), values={"appendix": number})
        )
    return tables[0]


def _left_tables(content: Content) -> Iterator[Doubt]:
    for each in content:
        if isinstance(each, Table):
            yield Doubt(
                "appendix4.blocks", "IMPORT_TABLE_LEFT", text_of(each.rows[0][0]) if each.rows else ""
            )


def _annex(annex: Annex, values: Mapping[str, object]) -> Entry:
    return {"label": annex.label, "title": annex.title, **values}


def _entries_of(blocks: Sequence[BlockDraft]) -> list[Entry]:
    return [block.entry() for block in blocks]


def _block_doubts(path: str, blocks: Sequence[BlockDraft]) -> Iterator[Doubt]:
    for place, block in enumerate(blocks):
        if block.doubt:
            yield Doubt(f"{path}[{place}]", block.doubt, block.text[:40])


def _attach_clauses(blocks: Sequence[BlockDraft], chapters: Sequence[Entry], doubts: list[Doubt]) -> None:
    """Give each requirement of Appendix 4 the scored clause that it details, by number and title."""
    if not chapters:
        return
    clauses = {
        str(each["id"]): str(each["name"]) for chapter in chapters for each in _entries(chapter["clauses"])
    }
    chapter_of = {
        str(each["id"]): str(chapter["id"]) for chapter in chapters for each in _entries(chapter["clauses"])
    }
    chapter, clause = "", ""
    for place, block in enumerate(blocks):
        if block.style == "heading1":
            chapter, clause = block.number, ""
        elif block.style == "heading2":
            among = {id: name for id, name in clauses.items() if chapter_of[id] == chapter} or clauses
            clause, sure = _detailed(block, among)
            if not sure:
                doubts.append(
                    Doubt(
                        f"appendix4.blocks[{place}].clause", "IMPORT_CLAUSE", f"{block.text[:40]} → {clause}"
                    )
                )
        block.clause = clause


def _detailed(block: BlockDraft, clauses: Mapping[str, str]) -> tuple[str, bool]:
    """The clause that a heading details, and whether number and title both say so."""
    number = block.number
    title = block.text.removeprefix(number).lstrip(".．、 ")
    likeness = {id: _likeness(title, name) for id, name in clauses.items()}
    if number in clauses and likeness[number] >= _SIMILAR:
        return number, True
    best = max(likeness, key=lambda id: likeness[id], default="")
    if best and likeness[best] >= _SIMILAR:
        return best, False
    return (number if number in clauses else best), False


def _likeness(title: str, name: str) -> float:
    if title.startswith(name) or title.endswith(name):
        return 1.0
    return difflib.SequenceMatcher(None, title, name, autojunk=False).ratio()


def _level_bands(
    notes: Sequence[BlockDraft], levels: Sequence[str], like: Mapping[str, object], doubts: list[Doubt]
) -> Entry:
    bands = level_bands([note.text for note in notes], levels)
    if len(bands) != len(levels):
        doubts.append(Doubt("level_bands.as_issued", "IMPORT_LEVEL_BANDS", str(len(bands))))
    found: Entry = {"as_issued": bands}
    if bands and "equal_steps" in _choices(like, "C1"):
        found["equal_steps"] = equal_steps(bands)
        doubts.append(Doubt("level_bands.equal_steps", "IMPORT_EQUAL_STEPS"))
    return found


def _grading(table: Table, levels: Sequence[str], like: Mapping[str, object], doubts: list[Doubt]) -> Entry:
    found = grading(table, levels, doubts)
    tables = _mapping(found["tables"])
    offered = _choices(like, "A1")
    found["tables"] = {key: value for key, value in tables.items() if key in offered or not offered}
    return found


def _choices(like: Mapping[str, object], reading: str) -> Mapping[str, object]:
    return _mapping(_mapping(_mapping(like.get("readings")).get(reading)).get("choices"))


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _entries(value: object) -> list[Entry]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
