"""The differences of two specifications in Chinese: what a revision or a sibling changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from cts_docs.specification.loading.table_reader import decimal_text
from cts_docs.specification.model import (
    Block,
    FloorKind,
    GradeBand,
    Indicator,
    LevelBand,
    Reading,
    Specification,
)

Fact = tuple[str, str]
"""The name of a part of the specification, and its text."""

CONTROL_WORDS: Mapping[str, str] = {
    "body": "认证机构",
    "title": "文件名称",
    "service": "服务名称",
    "status": "受控状态",
    "number": "文件编号",
    "version": "版本号",
    "prepared_by": "编制",
    "reviewed_by": "审核",
    "approved_by": "批准",
    "issue_date": "发布日期",
    "effective_date": "生效日期",
    "title_en": "英文名称",
}


METHOD_WORDS: Mapping[str, str] = {
    "specific": "特定的管理要求",
    "service": "服务特性测评",
    "marks": "体验系数 α 与测评表得分",
    "mean": "服务特性测评得分",
    "maturity": "成熟度评价",
    "grade": "认证级别",
    "exemption": "质量管理体系认证证书",
    "judged": "由测评员评判打分",
    "groups": "测评员类别的权重",
    "composite": "合成得分",
}

TABLE_WORDS: Mapping[str, str] = {
    "maturity_model": "（此处为成熟度模型表）",
    "experience_bands": "（此处为体验系数 α 的分档）",
    "grade_table": "（此处为认证级别表）",
}
"""What stands for the place of a table, which has no words of its own."""

_WITHOUT_HEADING: Mapping[str, str] = {
    "text": "正文开头",
    "appendix3": "附录 3 表下的文字",
    "appendix4": "附录 4 开头",
}


FLOOR_WORDS: Mapping[FloorKind, str] = {
    "characteristic": "服务特性（得分率 %）",
    "indicator": "指标（得分率 %）",
    "requirement": "条款（成熟度等级）",
}


_MOST_QUOTED = 20


@dataclass(frozen=True, slots=True)
class SpecificationChange:
    """One thing that differs; None where one side has nothing.

    `part` is `control`, `text`, `experience`, `appendix1` … `appendix4`, `grading`, `readings`,
    `errata` or `revisions`; `place` names the part within it.
    """

    part: str
    place: str
    before: str | None
    after: str | None


def changes(before: Specification, after: Specification) -> tuple[SpecificationChange, ...]:
    """Every difference, in the order of the controlled document; none means the same content."""
    found: list[SpecificationChange] = []
    for part, facts in _KEYED:
        found += _keyed(part, facts(before), facts(after))
        if part in _RUNNING:
            found += _running(part, _RUNNING[part](before), _RUNNING[part](after))
    return tuple(found)


def _keyed(part: str, before: Iterable[Fact], after: Iterable[Fact]) -> Iterator[SpecificationChange]:
    then = {place: text for place, text in before if text.strip()}
    now = {place: text for place, text in after if text.strip()}
    for place in dict.fromkeys((*then, *now)):
        if then.get(place) != now.get(place):
            yield SpecificationChange(part, place, then.get(place), now.get(place))


def _running(part: str, before: Sequence[Block], after: Sequence[Block]) -> Iterator[SpecificationChange]:
    """Paragraphs removed, added or changed, by their heading; and changed links and marks of the others."""
    then, now = [_words(block) for block in before], [_words(block) for block in after]
    for kind, first, last, start, end in SequenceMatcher(None, then, now, autojunk=False).get_opcodes():
        for place, (old, new) in enumerate(zip_longest(before[first:last], after[start:end])):
            heading = _heading(before, first + place) if old is not None else _heading(after, start + place)
            heading = heading or _WITHOUT_HEADING[part]
            if kind != "equal":
                yield SpecificationChange(part, heading, _words(old), _words(new))
            if old is not None and new is not None:
                yield from _carried(part, heading, old, new)


def _words(block: Block | None) -> str | None:
    return None if block is None else block.text or TABLE_WORDS[block.style]


def _carried(part: str, heading: str, before: Block, after: Block) -> Iterator[SpecificationChange]:
    """What a paragraph carries beside its words: links, anchor, style, mentions of clause and checklist."""
    then, now = dict(_marks(before)), dict(_marks(after))
    text = after.text if len(after.text) <= _MOST_QUOTED else f"{after.text[:_MOST_QUOTED]}…"
    for word, value in then.items():
        if value != now[word]:
            yield SpecificationChange(part, f"{heading}：“{text}”的{word}", value or None, now[word] or None)


def _marks(block: Block) -> Iterator[Fact]:
    yield "段落样式", block.style
    yield "锚点", block.anchor
    yield "链接", "；".join(f"{link.text} → {link.to}" for link in block.links)
    yield "所述条款", block.clause
    yield "检查表编号", block.checklist


def _heading(blocks: Sequence[Block], position: int) -> str:
    above = (block.text for block in reversed(blocks[: position + 1]) if block.style.startswith("heading"))
    return next(above, "")


def _control(specification: Specification) -> Iterator[Fact]:
    for name, word in CONTROL_WORDS.items():
        yield word, str(getattr(specification.control, name))


def _text(specification: Specification) -> Iterator[Fact]:
    for name, word in METHOD_WORDS.items():
        yield f"{word}的条款", str(getattr(specification.method, name))
    for group in specification.evaluator_groups:
        yield f"测评员类别“{group.name}”的权重", f"{group.weight}%"
    model = specification.maturity_model
    yield model.title, "" if not model.header else " | ".join((*model.header, *model.levels, *model.row))


def _experience(specification: Specification) -> Iterator[Fact]:
    yield "体验系数 α 的最小步长", decimal_text(specification.experience_step)
    for band in specification.experience_bands:
        yield f"体验系数 α 第 {band.number} 档", band.text


def _appendix1(specification: Specification) -> Iterator[Fact]:
    appendix = specification.appendix1
    yield "附录 1 标题", f"{appendix.label} {appendix.title}"
    yield "附录 1 表头", " | ".join(appendix.header)
    for part in appendix.characteristics:
        yield f"服务特性指标 {part.id}", part.heading
        for indicator in part.indicators:
            place = f"服务过程质量指标 {indicator.id}"
            yield place, indicator.heading
            yield f"{place} 评价内容", indicator.criterion
            if indicator.may_not_apply:
                yield f"{place} 不适用", "可以不适用"
            yield f"{place} 单项分值", decimal_text(indicator.points)
            yield f"{place} 评分方式", _scoring(indicator)
    yield appendix.total_label, decimal_text(appendix.total_points)


def _scoring(indicator: Indicator) -> str:
    if indicator.judged_in is None:
        return "体验系数 α"
    return f"评判打分，每 {decimal_text(indicator.judged_in)} 分为一档"


def _appendix2(specification: Specification) -> Iterator[Fact]:
    appendix = specification.appendix2
    yield "附录 2 标题", f"{appendix.label} {appendix.title}"
    for chapter in specification.chapters:
        printed = "印出" if chapter.description_printed else "不印出"
        yield f"第 {chapter.id} 章等级描述栏", printed
        texts = appendix.descriptions[chapter.description]
        for level, described in zip(specification.levels, texts, strict=True):
            yield f"第 {chapter.id} 章{level.ordinal}描述", "".join(described)


def _appendix3(specification: Specification) -> Iterator[Fact]:
    appendix = specification.appendix3
    yield "附录 3 标题", f"{appendix.label} {appendix.title}"
    yield "管理成熟度等级", "、".join(level.name for level in specification.levels)
    for chapter in specification.chapters:
        yield f"第 {chapter.id} 章", chapter.heading
        for clause in chapter.clauses:
            yield f"条款 {clause.id}", clause.heading
            yield f"条款 {clause.id} 各级分值", " / ".join(map(decimal_text, clause.points))
    for choice, bands in specification.level_bands.items():
        for band in bands:
            yield f"管理成熟度等级 {band.level} 的总分（{choice}）", _level_band(band)


def _appendix4(specification: Specification) -> Iterator[Fact]:
    appendix = specification.appendix4
    yield "附录 4 标题", f"{appendix.label} {appendix.title}"


def _grading(specification: Specification) -> Iterator[Fact]:
    grading = specification.grading
    for number, name in grading.names.items():
        yield f"认证级别 {number}", name
    for number, name in grading.names_en.items():
        yield f"认证级别 {number} 的英文名称", name
    for choice, bands in grading.tables.items():
        for number, band in enumerate(bands, 1):
            yield f"认证级别分数段 {number}（{choice}）", _grade_band(specification, band)
    printed = grading.printed
    yield from _composite(specification)
    yield from _floors(specification)
    yield (
        f"{specification.method.grade} 表",
        " | ".join((*printed.header, *(text for row in printed.rows for text in row), *printed.merged)),
    )


def _composite(specification: Specification) -> Iterator[Fact]:
    if (composite := specification.composite) is not None:
        yield "合成得分的名称", composite.name
        yield "合成得分中服务特性测评得分的权重", f"{composite.service}%"
        yield "合成得分中管理得分率的权重", f"{composite.management}%"


def _floors(specification: Specification) -> Iterator[Fact]:
    for floor in specification.floors:
        yield f"{FLOOR_WORDS[floor.kind]} {floor.id} 的最低要求", f"{floor.least}（条款 {floor.clause}）"


def _readings(specification: Specification) -> Iterator[Fact]:
    for reading in specification.readings.values():
        yield f"条文解释 {reading.id} 的问题", reading.question
        yield f"条文解释 {reading.id} 的默认选择", reading.default
        yield from _choices(reading)


def _choices(reading: Reading) -> Iterator[Fact]:
    for key, choice in reading.choices.items():
        yield f"条文解释 {reading.id} 的选择 {key}", choice.rule + _in_brackets(choice.numbers)


def _in_brackets(numbers: str) -> str:
    return f"（{numbers}）" if numbers else ""


def _errata(specification: Specification) -> Iterator[Fact]:
    for erratum in specification.errata:
        yield f"勘误 {erratum.clause}：{erratum.printed}", erratum.remark


def _revisions(specification: Specification) -> Iterator[Fact]:
    for revision in specification.revisions:
        yield f"修订记录 {revision.version}", f"{revision.date} {revision.what}"


def _level_band(band: LevelBand) -> str:
    return f"{decimal_text(band.lower)}–{decimal_text(band.upper)}"


def _grade_band(specification: Specification, band: GradeBand) -> str:
    grade = "无认证级别" if band.grade is None else f"认证级别{specification.grading.names[band.grade]}"
    needed = "" if band.level is None else f"，管理成熟度等级{specification.level(band.level).name}及以上"
    return f"{band.lower}–{band.upper}：{grade}{needed}"


_KEYED: tuple[tuple[str, Callable[[Specification], Iterator[Fact]]], ...] = (
    ("control", _control),
    ("text", _text),
    ("experience", _experience),
    ("grading", _grading),
    ("appendix1", _appendix1),
    ("appendix2", _appendix2),
    ("appendix3", _appendix3),
    ("appendix4", _appendix4),
    ("readings", _readings),
    ("errata", _errata),
    ("revisions", _revisions),
)
_RUNNING: Mapping[str, Callable[[Specification], Sequence[Block]]] = {
    "text": lambda specification: specification.text,
    "appendix3": lambda specification: specification.appendix3.notes,
    "appendix4": lambda specification: specification.appendix4.blocks,
}
