"""The words of a specification part by part, in the order in which the controlled document prints them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain

from cts_docs.specification.model import Block, Chapter, Points, Specification


def cover(specification: Specification) -> Iterator[str]:
    control = specification.control
    yield control.body
    yield control.title
    yield from (f"受控状态：{control.status}", f"文件编号：{control.number}", f"版本号：{control.version}")
    yield from (
        f"编制：{control.prepared_by}",
        f"审核：{control.reviewed_by}",
        f"批准：{control.approved_by}",
    )
    yield from (f"发布日期：{control.issue_date}", f"生效日期：{control.effective_date}")


def contents(specification: Specification) -> Iterator[str]:
    yield specification.contents_title
    yield from (entry.text for entry in specification.contents)


def clauses(specification: Specification) -> Iterator[str]:
    for block in specification.text:
        yield from _block(specification, block)


def _block(specification: Specification, block: Block) -> Iterator[str]:
    if block.style == "experience_bands":
        yield from (band.text for band in specification.experience_bands)
    elif block.style == "maturity_model":
        model = specification.maturity_model
        yield from (model.title, *model.header, *model.levels, *model.row)
    elif block.style == "grade_table":
        printed = specification.grading.printed
        first, *others = printed.rows
        yield from chain(printed.header, first, printed.merged, *others)
    else:
        yield block.text


def _points(points: Points) -> str:
    """Points as a specification prints them: 8 or 8.4."""
    return f"{float(points):g}"


def appendix1(specification: Specification) -> Iterator[str]:
    appendix = specification.appendix1
    yield from (appendix.label, appendix.title, *appendix.header)
    for characteristic in appendix.characteristics:
        yield characteristic.heading
        for indicator in characteristic.indicators:
            yield from (indicator.heading, indicator.criterion, _points(indicator.points))
    yield from (appendix.total_label, _points(appendix.total_points), appendix.score_label)


def appendix2(specification: Specification) -> Iterator[str]:
    appendix = specification.appendix2
    yield from (appendix.label, appendix.title, appendix.header_requirement, appendix.header_levels)
    yield from (level.ordinal for level in specification.levels)
    for chapter in specification.chapters:
        first, *others = (clause.heading for clause in chapter.clauses)
        yield from (chapter.heading, first, *_descriptions(specification, chapter), *others)


def _descriptions(specification: Specification, chapter: Chapter) -> Iterator[str]:
    if chapter.description_printed:
        yield from chain(*specification.appendix2.descriptions[chapter.description])


def appendix3(specification: Specification) -> Iterator[str]:
    appendix = specification.appendix3
    yield from (appendix.label, appendix.title, appendix.header_chapter, appendix.header_requirement)
    yield from (appendix.header_total, appendix.header_points)
    yield from (level.name for level in specification.levels)
    for chapter in specification.chapters:
        yield chapter.heading
        for clause in chapter.clauses:
            yield from (clause.heading, _points(clause.total), *map(_points, clause.points))
    yield from (note.text for note in appendix.notes)


def appendix4(specification: Specification) -> Iterator[str]:
    appendix = specification.appendix4
    yield from (appendix.label, appendix.title)
    yield from (block.text for block in appendix.blocks)


PARTS: Mapping[str, Callable[[Specification], Iterator[str]]] = {
    "cover": cover,
    "contents": contents,
    "clauses": clauses,
    "appendix1": appendix1,
    "appendix2": appendix2,
    "appendix3": appendix3,
    "appendix4": appendix4,
}
