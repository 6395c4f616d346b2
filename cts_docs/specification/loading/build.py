"""From the tables of a data file to the typed specification; one function per part of the model."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import cast, get_args

from cts_docs.specification.loading.table_reader import TableReader
from cts_docs.specification.model import (
    FINEST_STEP,
    Appendix1,
    Appendix2,
    Appendix3,
    Appendix4,
    Block,
    BlockStyle,
    Chapter,
    Characteristic,
    Choice,
    Clause,
    Control,
    Erratum,
    ExperienceBand,
    Floor,
    FloorKind,
    GradeBand,
    GradeTable,
    Grading,
    Indicator,
    LevelBand,
    Link,
    MaturityLevel,
    MaturityModel,
    Method,
    Reading,
    ReadingKind,
    Revision,
    Specification,
)

TABLE_STYLES: tuple[BlockStyle, ...] = ("experience_bands", "maturity_model", "grade_table")
"""Styles that mark the place of a table and carry no text of their own."""

_STYLES: tuple[str, ...] = get_args(BlockStyle)
_KINDS: tuple[str, ...] = get_args(ReadingKind)
_WITH_CHOICES: tuple[ReadingKind, ...] = ("choice", "percent")


def build(root: TableReader, source: str, sha256: str) -> Specification:
    """The specification that the tables under `root` describe; faults are recorded in `root`."""
    appendix3 = _appendix3(root.table("appendix3"))
    text = root.table("text")
    return Specification(
        id=root.text("id"),
        control=_control(root.table("control")),
        contents_title=text.text("contents_title"),
        text=_blocks(text, "blocks"),
        method=_method(root.table("method")),
        maturity_model=_maturity_model(root.table("maturity_model")),
        experience_bands=tuple(_experience_band(entry) for entry in root.tables("experience_bands")),
        appendix1=_appendix1(root.table("appendix1")),
        appendix2=_appendix2(root.table("appendix2")),
        appendix3=appendix3,
        appendix4=_appendix4(root.table("appendix4")),
        levels=tuple(_level(entry) for entry in root.tables("levels")),
        chapters=tuple(_chapter(entry) for entry in root.tables("chapters")),
        level_bands=_level_bands(root.table("level_bands"), level_lines(appendix3)),
        grading=_grading(root.table("grading")),
        readings=_readings(root.table("readings")),
        excluded=tuple(_combination(entry) for entry in root.tables("excluded", optional=True)),
        errata=tuple(_erratum(entry) for entry in root.tables("errata", optional=True)),
        source=source,
        sha256=sha256,
        revisions=tuple(_revision(entry) for entry in root.tables("revisions", optional=True)),
        floors=tuple(_floor(entry) for entry in root.tables("floors", optional=True)),
        experience_step=root.number("experience_step") if "experience_step" in root else FINEST_STEP,
    )


def level_lines(appendix3: Appendix3) -> tuple[Block, ...]:
    """The printed lines of Appendix 3 that give the range of totals of each maturity level."""
    return tuple(note for note in appendix3.notes if "总分" in note.text and "≤" in note.text)


def _control(table: TableReader) -> Control:
    names = Control.__dataclass_fields__
    return Control(**{name: table.text(name, optional=name == "title_en") for name in names})


def _method(table: TableReader) -> Method:
    names = Method.__dataclass_fields__
    return Method(**{name: table.text(name, optional=name == "exemption") for name in names})


def _blocks(table: TableReader, key: str) -> tuple[Block, ...]:
    return tuple(_block(entry) for entry in table.tables(key))


def _block(table: TableReader) -> Block:
    style = cast("BlockStyle", table.word("style", _STYLES))
    return Block(
        style=style,
        text=table.text("text", optional=style in TABLE_STYLES),
        anchor=table.text("anchor", optional=True),
        links=tuple(
            Link(entry.text("text"), entry.text("to")) for entry in table.tables("links", optional=True)
        ),
        clause=table.text("clause", optional=True),
        checklist=table.text("checklist", optional=True),
    )


def _maturity_model(table: TableReader) -> MaturityModel:
    return MaturityModel(
        title=table.text("title"),
        header=table.texts("header"),
        levels=table.texts("levels"),
        row=table.texts("row", empty=True),
    )


def _experience_band(table: TableReader) -> ExperienceBand:
    return ExperienceBand(
        number=table.whole("number"),
        name=table.text("name"),
        lower=table.number("lower"),
        upper=table.number("upper"),
        text=table.text("text"),
    )


def _appendix1(table: TableReader) -> Appendix1:
    return Appendix1(
        label=table.text("label"),
        title=table.text("title"),
        header=table.texts("header"),
        characteristics=tuple(_characteristic(entry) for entry in table.tables("characteristics")),
        total_label=table.text("total_label"),
        total_points=table.whole("total_points"),
        score_label=table.text("score_label"),
    )


def _characteristic(table: TableReader) -> Characteristic:
    return Characteristic(
        id=table.text("id"),
        name=table.text("name"),
        heading=table.text("heading"),
        points=table.whole("points"),
        indicators=tuple(_indicator(entry) for entry in table.tables("indicators")),
    )


def _indicator(table: TableReader) -> Indicator:
    return Indicator(
        id=table.text("id"),
        name=table.text("name"),
        heading=table.text("heading"),
        criterion=table.text("criterion"),
        points=table.whole("points"),
        may_not_apply=table.flag("may_not_apply", False),
    )


def _appendix2(table: TableReader) -> Appendix2:
    descriptions = table.table("descriptions")
    return Appendix2(
        label=table.text("label"),
        title=table.text("title"),
        header_requirement=table.text("header_requirement"),
        header_levels=table.text("header_levels"),
        descriptions=MappingProxyType({key: descriptions.lists(key) for key in descriptions.names()}),
    )


def _appendix3(table: TableReader) -> Appendix3:
    return Appendix3(
        label=table.text("label"),
        title=table.text("title"),
        header_chapter=table.text("header_chapter", empty=True),
        header_requirement=table.text("header_requirement"),
        header_total=table.text("header_total"),
        header_points=table.text("header_points"),
        notes=_blocks(table, "notes"),
    )


def _appendix4(table: TableReader) -> Appendix4:
    return Appendix4(table.text("label"), table.text("title"), _blocks(table, "blocks"))


def _level(table: TableReader) -> MaturityLevel:
    return MaturityLevel(table.whole("number"), table.text("name"), table.text("ordinal"))


def _chapter(table: TableReader) -> Chapter:
    clauses = tuple(_clause(entry) for entry in table.tables("clauses"))
    total = sum(clause.total for clause in clauses if clause.points)
    stated = table.optional_whole("total")
    if stated not in (None, total):
        table.report("SPEC_SUM", "total", stated, total)
    return Chapter(
        id=table.text("id"),
        name=table.text("name"),
        heading=table.text("heading"),
        clauses=clauses,
        description=table.text("description"),
        description_printed=table.flag("description_printed", True),
    )


def _clause(table: TableReader) -> Clause:
    points = table.wholes("points")
    total = table.whole("total")
    if points and total != points[-1]:
        table.report("SPEC_SUM", "total", total, points[-1])
    return Clause(id=table.text("id"), name=table.text("name"), heading=table.text("heading"), points=points)


def _level_bands(table: TableReader, lines: tuple[Block, ...]) -> Mapping[str, tuple[LevelBand, ...]]:
    """The bands of each choice of C1; those of `as_issued` carry their printed line."""
    return MappingProxyType(
        {
            key: tuple(
                LevelBand(
                    level=entry.whole("level"),
                    lower=entry.whole("lower"),
                    upper=entry.whole("upper"),
                    text=lines[index].text if key == "as_issued" and index < len(lines) else "",
                )
                for index, entry in enumerate(table.tables(key))
            )
            for key in table.names()
        }
    )


def _grading(table: TableReader) -> Grading:
    names, tables, printed = table.table("names"), table.table("tables"), table.table("printed")
    english = table.table("names_en", optional=True)
    return Grading(
        names=MappingProxyType({number: names.text(str(number)) for number in _grades(names)}),
        names_en=MappingProxyType({number: english.text(str(number)) for number in _grades(english)}),
        maximum=table.whole("maximum"),
        tables=MappingProxyType(
            {key: tuple(_grade_band(entry) for entry in tables.tables(key)) for key in tables.names()}
        ),
        printed=GradeTable(
            header=printed.texts("header"), rows=printed.lists("rows"), merged=printed.texts("merged")
        ),
    )


def _grades(names: TableReader) -> tuple[int, ...]:
    """The certification grades, 1 the highest; any other key is recorded as a fault."""
    keys = names.names()
    expected = tuple(str(number) for number in range(1, len(keys) + 1))
    for key in keys:
        if key not in expected:
            names.report("SPEC_VALUE", key, key, " / ".join(expected))
    return tuple(int(key) for key in expected if key in keys)


def _grade_band(table: TableReader) -> GradeBand:
    return GradeBand(
        lower=table.whole("lower"),
        upper=table.whole("upper"),
        grade=table.optional_whole("grade"),
        level=table.optional_whole("level"),
    )


def _readings(table: TableReader) -> Mapping[str, Reading]:
    return MappingProxyType({key: _reading(table.table(key), key) for key in table.names()})


def _reading(table: TableReader, key: str) -> Reading:
    kind = cast("ReadingKind", table.word("kind", _KINDS))
    return Reading(
        id=key,
        clause=table.text("clause"),
        question=table.text("question"),
        kind=kind,
        choices=_choices(table.table("choices")) if kind in _WITH_CHOICES else _only_rule(table, kind),
        default=kind if kind == "fixed" else table.text("default"),
        deciding=table.flag("deciding", False),
    )


def _only_rule(table: TableReader, kind: ReadingKind) -> Mapping[str, Choice]:
    return MappingProxyType({kind: _choice(table, kind)})


def _choices(table: TableReader) -> Mapping[str, Choice]:
    return MappingProxyType({key: _choice(table.table(key), key) for key in table.names()})


def _choice(table: TableReader, key: str) -> Choice:
    parameters = table.table("parameters", optional=True)
    return Choice(
        key,
        table.text("rule"),
        MappingProxyType({name: parameters.whole(name) for name in parameters.names()}),
    )


def _combination(table: TableReader) -> Mapping[str, str]:
    return MappingProxyType({key: table.text(key) for key in table.names()})


def _floor(table: TableReader) -> Floor:
    kinds: tuple[FloorKind, ...] = get_args(FloorKind)
    named = [kind for kind in kinds if kind in table]
    if len(named) != 1:
        table.report("SPEC_COUNT", kinds[0], " / ".join(named), " / ".join(kinds))
    for kind in named:
        table.text(kind)
    kind = named[0] if named else kinds[0]
    return Floor(table.text("clause"), kind, table.text(kind, optional=True), table.whole("least"))


def _revision(table: TableReader) -> Revision:
    return Revision(table.text("version"), table.text("date"), table.text("what"))


def _erratum(table: TableReader) -> Erratum:
    return Erratum(table.text("clause"), table.text("printed"), table.text("remark"))
