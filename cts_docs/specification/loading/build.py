"""From the tables of a data file to the typed specification; one function per part of the model."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import cast, get_args

from cts_docs.specification.loading.table_reader import MATURITY, MATURITY_PART, TableReader
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
    Composite,
    Control,
    Erratum,
    EvaluatorGroup,
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
    as_points,
)

TABLE_STYLES: tuple[BlockStyle, ...] = ("experience_bands", "maturity_model", "grade_table")
"""Styles that mark the place of a table and carry no text of their own."""

_STYLES: tuple[str, ...] = get_args(BlockStyle)
_KINDS: tuple[str, ...] = get_args(ReadingKind)
_SCORING: tuple[str, ...] = ("coefficient", "points")
"""How an indicator is scored: by the coefficient α, or by judgement in points."""

_OPTIONAL_CLAUSES = ("exemption", "judged", "groups", "composite")
_WITH_CHOICES: tuple[ReadingKind, ...] = ("choice", "percent")


_NO_MATURITY_MODEL = MaturityModel("", (), (), ())
_NO_APPENDIX2 = Appendix2("", "", "", "", MappingProxyType({}))
_NO_APPENDIX3 = Appendix3("", "", "", "", "", "", ())


def build(root: TableReader, source: str, sha256: str) -> Specification:
    """The specification that the tables under `root` describe; faults are recorded in `root`."""
    text = root.table("text")
    levels = tuple(_level(entry) for entry in root.tables("levels", optional=True))
    _whole_maturity(root, levels)
    appendix3 = _appendix3(root.table("appendix3")) if "appendix3" in root else _NO_APPENDIX3
    model = _maturity_model(root.table("maturity_model")) if "maturity_model" in root else _NO_MATURITY_MODEL
    return Specification(
        id=root.text("id"),
        control=_control(root.table("control")),
        contents_title=text.text("contents_title"),
        text=_blocks(text, "blocks"),
        method=_method(root.table("method"), has_maturity=any(name in root for name in MATURITY)),
        maturity_model=model,
        experience_bands=tuple(_experience_band(entry) for entry in root.tables("experience_bands")),
        appendix1=_appendix1(root.table("appendix1")),
        appendix2=_appendix2(root.table("appendix2")) if "appendix2" in root else _NO_APPENDIX2,
        appendix3=appendix3,
        appendix4=_appendix4(root.table("appendix4")),
        levels=levels,
        chapters=tuple(_chapter(entry) for entry in root.tables("chapters", optional=True)),
        level_bands=_level_bands(root.table("level_bands", optional=True), level_lines(appendix3)),
        grading=_grading(root.table("grading")),
        readings=_readings(root.table("readings")),
        excluded=tuple(_combination(entry) for entry in root.tables("excluded", optional=True)),
        errata=tuple(_erratum(entry) for entry in root.tables("errata", optional=True)),
        source=source,
        sha256=sha256,
        revisions=tuple(_revision(entry) for entry in root.tables("revisions", optional=True)),
        floors=tuple(_floor(entry) for entry in root.tables("floors", optional=True)),
        evaluator_groups=tuple(
            _evaluator_group(entry) for entry in root.tables("evaluator_groups", optional=True)
        ),
        composite=_composite(root.table("composite")) if "composite" in root else None,
        experience_step=root.number("experience_step") if "experience_step" in root else FINEST_STEP,
    )


def _whole_maturity(root: TableReader, levels: tuple[MaturityLevel, ...]) -> None:
    """The tables of the maturity part stand together: every one of them or none."""
    given = [name for name in MATURITY if name in root]
    for name in MATURITY:
        if given and name not in given:
            root.report("SPEC_PART_INCOMPLETE", name, "", MATURITY_PART)
    if "levels" in given and not levels:
        root.report("SPEC_COUNT", "levels", 0, "2, 3, 4 …")


def level_lines(appendix3: Appendix3) -> tuple[Block, ...]:
    """The printed lines of Appendix 3 that give the range of totals of each maturity level."""
    return tuple(note for note in appendix3.notes if "总分" in note.text and "≤" in note.text)


def _control(table: TableReader) -> Control:
    names = Control.__dataclass_fields__
    return Control(**{name: table.text(name, optional=name == "title_en") for name in names})


def _method(table: TableReader, *, has_maturity: bool) -> Method:
    optional = _OPTIONAL_CLAUSES if has_maturity else (*_OPTIONAL_CLAUSES, "maturity")
    names = Method.__dataclass_fields__
    return Method(**{name: table.text(name, optional=name in optional) for name in names})


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
        total_points=table.points("total_points"),
        score_label=table.text("score_label"),
    )


def _characteristic(table: TableReader) -> Characteristic:
    return Characteristic(
        id=table.text("id"),
        name=table.text("name"),
        heading=table.text("heading"),
        points=table.points("points"),
        indicators=tuple(_indicator(entry) for entry in table.tables("indicators")),
    )


def _indicator(table: TableReader) -> Indicator:
    return Indicator(
        id=table.text("id"),
        name=table.text("name"),
        heading=table.text("heading"),
        criterion=table.text("criterion"),
        points=table.points("points"),
        may_not_apply=table.flag("may_not_apply", False),
        judged_in=_judged_in(table),
    )


def _judged_in(table: TableReader) -> Fraction | None:
    """The step of the points that an evaluator gives by judgement, a whole point unless stated."""
    scoring = table.word("scoring", _SCORING) if "scoring" in table else _SCORING[0]
    step = Fraction(table.points("step")) if "step" in table else Fraction(1)
    if scoring == "points":
        return step
    if "step" in table:
        table.report("SPEC_WITHOUT_PART", "step", step, 'scoring = "points"')
    return None


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
    total = as_points(sum(clause.total for clause in clauses if clause.points))
    if "total" in table and (stated := table.points("total")) != total:
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
    points = table.points_list("points")
    total = table.points("total")
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
                    lower=entry.points("lower"),
                    upper=entry.points("upper"),
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
    if not named:
        table.report("SPEC_KEY_MISSING", kinds[0], "", " / ".join(kinds))
    elif len(named) > 1:
        table.report("SPEC_COUNT", kinds[0], " / ".join(named), " / ".join(kinds))
    for kind in kinds:
        table.text(kind, optional=True)
    kind = named[0] if named else kinds[0]
    return Floor(table.text("clause"), kind, table.text(kind, optional=True), table.whole("least"))


def _evaluator_group(table: TableReader) -> EvaluatorGroup:
    return EvaluatorGroup(table.text("name"), table.whole("weight"))


def _composite(table: TableReader) -> Composite:
    return Composite(table.text("name"), table.whole("service"), table.whole("management"))


def _revision(table: TableReader) -> Revision:
    return Revision(table.text("version"), table.text("date"), table.text("what"))


def _erratum(table: TableReader) -> Erratum:
    return Erratum(table.text("clause"), table.text("printed"), table.text("remark"))
