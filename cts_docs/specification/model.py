"""A controlled specification as typed, frozen values.

Texts are verbatim, slips included. Points are whole or have one decimal; bands are half-open
`[lower, upper)` unless stated otherwise. Nothing here computes a grade.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

BlockStyle = Literal[
    "heading1",  # a chapter: 1. 范围
    "heading2",  # a clause with a title: 4.1. 服务要求认证准则
    "heading3",  # a sub-clause with a title: 4.2.2. 特定的管理要求
    "paragraph",  # running text
    "clause",  # a numbered sentence: 1.1. 本文件规定了……
    "item1",  # 1) ……
    "item2",  # ① ……
    "item3",  # a. ……
    "reference",  # a normative reference
    "table_title",  # the title above a table
    "maturity_model",  # the place of the table of 5.2.5 with its title
    "experience_bands",  # the place of the α bands of 5.1.1
    "grade_table",  # the place of the table of 5.3
]
ReadingKind = Literal["choice", "number", "percent", "fixed"]
FloorKind = Literal["characteristic", "indicator", "requirement"]
Points = int | Fraction
"""Points of an indicator or a clause, or a sum of them: whole, or a fraction with one decimal."""

PENDING = "待定"
"""Placeholder of a draft for persons and dates that are not decided yet."""

DRAFT = "草稿"
"""The word in the control status of a draft."""

_NOT_IN_FORCE = re.compile("草稿|征求意见|送审|报批|作废|废止")
"""Words in the control status of a document that is not in force yet, or not any more."""

_WITHDRAWN = re.compile("作废|废止")

_DATE = re.compile(r"(\d{4})(?:(\d\d)(\d\d)|[-年./](\d{1,2})[-月./](\d{1,2})日?)", re.ASCII)

FINEST_STEP = Fraction(1, 100)
"""The least step of α: two decimals (reading B6)."""

FINEST_POINTS = Fraction(1, 10)
"""The least step of points: one decimal."""


def as_points(number: Fraction | int) -> Points:
    """The same number, as a whole one where it is whole."""
    return int(number) if number.denominator == 1 else number


@dataclass(frozen=True, slots=True)
class Link:
    """A cross-reference: the words `text` inside a block lead to the block anchored `to`."""

    text: str
    to: str


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph (or the place of one table) of the controlled text, verbatim.

    `clause` names the scored clause of Appendices 2 and 3 that an Appendix 4 block details;
    `checklist` the identifier under which an auditor ticks a requirement of 4.2.2 off.
    """

    style: BlockStyle
    text: str = ""
    anchor: str = ""
    links: tuple[Link, ...] = ()
    clause: str = ""
    checklist: str = ""


@dataclass(frozen=True, slots=True)
class Control:
    """The control block of the cover, each value as printed after its label.

    `title_en` is not printed there: it is the English title that certificates carry, empty where the
    specification has none.
    """

    body: str
    title: str
    service: str
    status: str
    number: str
    version: str
    prepared_by: str
    reviewed_by: str
    approved_by: str
    issue_date: str
    effective_date: str
    title_en: str = ""

    @property
    def effective_from(self) -> datetime.date | None:
        """The effective date (生效日期); None where it is not decided or is not a date.

        Written 20260108, 2026-01-08 or 2026年1月8日.
        """
        found = _DATE.fullmatch(self.effective_date.strip())
        if found is None:
            return None
        year, month, day = (int(part) for part in found.groups() if part)
        try:
            return datetime.date(year, month, day)
        except ValueError:
            return None

    @property
    def is_draft(self) -> bool:
        """Whether the status is of a draft or a withdrawn document, or approval or dates are not decided."""
        status, *decided = (
            "".join(text.split())
            for text in (self.status, self.approved_by, self.issue_date, self.effective_date)
        )
        return _NOT_IN_FORCE.search(status) is not None or any(PENDING in text for text in decided)

    @property
    def watermark(self) -> str:
        """What every document under it bears across the page: 草案, 作废, or nothing where it is in force."""
        if _WITHDRAWN.search("".join(self.status.split())):
            return "作废"
        return "草案" if self.is_draft else ""


@dataclass(frozen=True, slots=True)
class Method:
    """The clauses that the method rests on, by number: what a figure names as its source.

    `specific` holds the unscored requirements, `service` the evaluation of service characteristics,
    `marks` the coefficient α and a form's score, `mean` the score over all forms, `maturity` the
    level of a clause, `grade` the certification grade. The others are empty where the specification has
    no such clause: `exemption` lets a certificate of a quality management system spare part of the audit,
    `judged` has indicators scored by judgement in points, `groups` weighs the groups of evaluators,
    `composite` makes one score of the service and the management score.
    """

    specific: str
    service: str
    marks: str
    mean: str
    grade: str
    maturity: str = ""
    exemption: str = ""
    judged: str = ""
    groups: str = ""
    composite: str = ""


@dataclass(frozen=True, slots=True)
class ExperienceBand:
    """A band of the experience coefficient α (5.1.1), upper-closed; the first also holds its lower edge."""

    number: int
    name: str
    lower: Fraction
    upper: Fraction
    text: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """A service process quality indicator of Appendix 1, worth `points`.

    `judged_in` is the step in which an evaluator gives points by judgement, from 0 to `points`; None
    where the indicator is scored by α. `may_not_apply` marks those that may be 不适用 where a
    specification names them one by one (B8).
    """

    id: str
    name: str
    heading: str
    criterion: str
    points: Points
    may_not_apply: bool = False
    judged_in: Fraction | None = None

    def entered(self, coefficient: Fraction) -> Fraction:
        """What is entered for a coefficient: itself, or the points of an indicator scored by judgement."""
        return coefficient if self.judged_in is None else coefficient * self.points


@dataclass(frozen=True, slots=True)
class Characteristic:
    """A service characteristic of Appendix 1 with its indicators, worth `points` together."""

    id: str
    name: str
    heading: str
    points: Points
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Appendix1:
    """附录 1: the service requirements with their points."""

    label: str
    title: str
    header: tuple[str, ...]
    characteristics: tuple[Characteristic, ...]
    total_label: str
    total_points: Points
    score_label: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A scored management clause: `points[k]` are its points at maturity level k+1."""

    id: str
    name: str
    heading: str
    points: tuple[Points, ...]

    @property
    def total(self) -> Points:
        """The points of the clause at the highest level (总分值)."""
        return self.points[-1]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of the management requirements.

    `description` names the maturity descriptions the chapter is assessed with;
    `description_printed` is false where the controlled table leaves them empty (reading C8).
    """

    id: str
    name: str
    heading: str
    clauses: tuple[Clause, ...]
    description: str
    description_printed: bool = True


@dataclass(frozen=True, slots=True)
class MaturityLevel:
    """One of the maturity levels: `name` 一级 as in Appendix 3, `ordinal` 第一级 as in Appendix 2."""

    number: int
    name: str
    ordinal: str


@dataclass(frozen=True, slots=True)
class Appendix2:
    """附录 2: the maturity descriptions; `descriptions[key][level - 1]` is a tuple of paragraphs."""

    label: str
    title: str
    header_requirement: str
    header_levels: str
    descriptions: Mapping[str, tuple[tuple[str, ...], ...]]


@dataclass(frozen=True, slots=True)
class Appendix3:
    """附录 3: the points of each maturity level; `notes` are the printed lines below the table."""

    label: str
    title: str
    header_chapter: str
    header_requirement: str
    header_total: str
    header_points: str
    notes: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Appendix4:
    """附录 4: the management requirements in full."""

    label: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class LevelBand:
    """A band of the management total that means a maturity level; the last is closed above."""

    level: int
    lower: Points
    upper: Points
    text: str = ""


@dataclass(frozen=True, slots=True)
class GradeBand:
    """A band of the service or composite score: its grade and the management level that it needs.

    None stands for no grade, and for no level.
    """

    lower: int
    upper: int
    grade: int | None
    level: int | None


@dataclass(frozen=True, slots=True)
class GradeTable:
    """The printed table of 5.3: the last column is one merged cell of several lines."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    merged: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MaturityModel:
    """The printed table of 5.2.5: a header row over a row of level names, then one row."""

    title: str
    header: tuple[str, ...]
    levels: tuple[str, ...]
    row: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grading:
    """5.3 as operated: certification grades by name, and the bands under each choice of A1.

    `names_en` are the English names for certificates; without them grades are counted.
    """

    names: Mapping[int, str]
    maximum: int
    tables: Mapping[str, tuple[GradeBand, ...]]
    printed: GradeTable
    names_en: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a reading: its rule in words, and `parameters`, the whole numbers that it uses.

    The key of the only choice of a `fixed` reading, and of the number that a body sets, is the kind.
    """

    key: str
    rule: str
    parameters: Mapping[str, int]

    @property
    def numbers(self) -> str:
        """The parameters in words, empty where there are none: `score = 90、level = 3`."""
        return "、".join(f"{name} = {value}" for name, value in self.parameters.items())


@dataclass(frozen=True, slots=True)
class Reading:
    """How an open place of the text is settled: its clause, choices and default.

    `kind` is `choice` (a body may select among `choices`), `number` (a body may set a whole
    number, `default` in decimal text), `percent` (a body may set a whole percentage, the default is
    `off`) or `fixed`. `deciding` marks those that decide whether a
    certificate exists.
    """

    id: str
    clause: str
    question: str
    kind: ReadingKind
    choices: Mapping[str, Choice]
    default: str
    deciding: bool = False

    @property
    def default_choice(self) -> Choice:
        """What applies unless a body selects otherwise."""
        return self.choice(self.default)

    def choice(self, chosen: str) -> Choice:
        """The choice of a key, or that of any number which a body set."""
        return self.choices.get(chosen) or self.choices[self.kind]

    def rule(self, chosen: str) -> str:
        """The rule of a choice in words; `{number}` in it is the number that the body set."""
        return self.choice(chosen).rule.replace("{number}", chosen)


@dataclass(frozen=True, slots=True)
class Floor:
    """What one part must reach for any grade, as `clause` of the text sets it.

    `least` is a percentage of the points of a characteristic or of an indicator (a veto item), over
    all forms, or the maturity level of a scored clause (a requirement); `id` names the part.
    """

    clause: str
    kind: FloorKind
    id: str
    least: int


@dataclass(frozen=True, slots=True)
class EvaluatorGroup:
    """A group of evaluators, such as 顾客; `weight` is its share of the service score in percent."""

    name: str
    weight: int


@dataclass(frozen=True, slots=True)
class Composite:
    """One score of the service score and the management score, in percent of all points.

    `service` and `management` are their weights in percent; `name` is what the score is called.
    """

    name: str
    service: int
    management: int


@dataclass(frozen=True, slots=True)
class Erratum:
    """A slip of the controlled text that is printed as issued and reported to the body."""

    clause: str
    printed: str
    remark: str


@dataclass(frozen=True, slots=True)
class Revision:
    """An entry of the revision record: what a version of the document changed, and when."""

    version: str
    date: str
    what: str


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A line of the contents: its `depth` from 1, its words and the anchor it leads to."""

    depth: int
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Specification:
    """A whole controlled specification.

    `revisions` is its revision record, the oldest first; α may only be a multiple of
    `experience_step`, itself a multiple of a hundredth (reading B6). One without a maturity part has
    no levels, chapters and level bands, and Appendices 2 and 3 without texts.
    """

    id: str
    control: Control
    contents_title: str
    text: tuple[Block, ...]
    method: Method
    maturity_model: MaturityModel
    experience_bands: tuple[ExperienceBand, ...]
    appendix1: Appendix1
    appendix2: Appendix2
    appendix3: Appendix3
    appendix4: Appendix4
    levels: tuple[MaturityLevel, ...]
    chapters: tuple[Chapter, ...]
    level_bands: Mapping[str, tuple[LevelBand, ...]]
    grading: Grading
    readings: Mapping[str, Reading]
    excluded: tuple[Mapping[str, str], ...]
    errata: tuple[Erratum, ...]
    source: str
    sha256: str
    revisions: tuple[Revision, ...] = ()
    experience_step: Fraction = FINEST_STEP
    floors: tuple[Floor, ...] = ()
    evaluator_groups: tuple[EvaluatorGroup, ...] = ()
    composite: Composite | None = None

    @property
    def has_maturity(self) -> bool:
        """Whether management is scored by maturity levels."""
        return bool(self.levels)

    @property
    def has_judged(self) -> bool:
        """Whether some indicator is scored by judgement in points."""
        return bool(self.judged)

    @property
    def judged(self) -> tuple[str, ...]:
        """The ids of the indicators that are scored by judgement in points."""
        return tuple(indicator.id for indicator in self.indicators if indicator.judged_in)

    @property
    def has_decimals(self) -> bool:
        """Whether some indicator or the step of its judgement has a decimal."""
        figures = [figure for each in self.indicators for figure in (each.points, each.judged_in or 1)]
        return any(figure.denominator > 1 for figure in figures)

    def floors_of(self, kind: FloorKind) -> Mapping[str, int]:
        """What the parts of a kind must reach, by their ids."""
        return {floor.id: floor.least for floor in self.floors if floor.kind == kind}

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """Every indicator in the order of Appendix 1."""
        return tuple(indicator for part in self.appendix1.characteristics for indicator in part.indicators)

    @property
    def may_not_apply(self) -> tuple[str, ...]:
        """The ids of the indicators that may be 不适用 under reading B8: those named, else every one."""
        named = tuple(indicator.id for indicator in self.indicators if indicator.may_not_apply)
        return named or tuple(indicator.id for indicator in self.indicators)

    @property
    def names_not_applicable(self) -> bool:
        """Whether the specification names the indicators that may be 不适用 one by one."""
        return any(indicator.may_not_apply for indicator in self.indicators)

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """Every scored clause in the order of Appendix 3."""
        return tuple(clause for chapter in self.chapters for clause in chapter.clauses)

    @property
    def management_maximum(self) -> Points:
        """The management total when every clause is at the highest level."""
        return as_points(sum(clause.total for clause in self.clauses))

    @property
    def management_minimum(self) -> Points:
        """The management total when every clause is at the lowest level (reading C2)."""
        return as_points(sum(clause.points[0] for clause in self.clauses))

    @property
    def listed_band(self) -> ExperienceBand:
        """The highest α band whose coefficients the report lists one by one (reading B12)."""
        return self.experience_bands[self.readings["B12"].default_choice.parameters["band"] - 1]

    @property
    def listed_below(self) -> MaturityLevel:
        """The maturity level below which the report lists the clauses one by one (reading C4)."""
        return self.level(self.readings["C4"].default_choice.parameters["level"])

    @property
    def checklist(self) -> tuple[Block, ...]:
        """The unscored specific requirements of 4.2.2 (reading C11)."""
        return tuple(block for block in self.text if block.checklist)

    @property
    def contents(self) -> tuple[ContentsEntry, ...]:
        """The contents as printed: chapters, titled clauses, appendices and the chapters of Appendix 4."""
        appendices: tuple[Appendix1 | Appendix2 | Appendix3 | Appendix4, ...] = (
            self.appendix1,
            self.appendix2,
            self.appendix3,
            self.appendix4,
        )
        depths = {"heading1": 1, "heading2": 2}
        return (
            *(ContentsEntry(depths[b.style], b.text, b.anchor) for b in self.text if b.style in depths),
            *(
                ContentsEntry(1, f"{appendix.label} {appendix.title}", f"appendix{number}")
                for number, appendix in enumerate(appendices, 1)
                if appendix.label
            ),
            *(ContentsEntry(2, b.text, b.anchor) for b in self.appendix4.blocks if b.style == "heading1"),
        )

    def requirement(self, clause_id: str) -> tuple[Block, ...]:
        """The Appendix 4 blocks that detail a scored clause (reading C10)."""
        return tuple(block for block in self.appendix4.blocks if block.clause == clause_id)

    def experience_band(self, coefficient: Fraction) -> ExperienceBand:
        """The α band of a coefficient from 0 to 1 (reading B5)."""
        return next(band for band in self.experience_bands if coefficient <= band.upper)

    def level(self, number: int) -> MaturityLevel:
        """The maturity level of a number from 1."""
        return self.levels[number - 1]

    def blocks(self) -> Iterator[Block]:
        """Every block of running text, in the order of the document."""
        yield from self.text
        yield from self.appendix3.notes
        yield from self.appendix4.blocks
