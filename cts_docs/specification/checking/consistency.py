"""What must hold between the parts of a specification; each fault with its key path."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from cts_docs.errors import Problem
from cts_docs.specification.checking.implemented_readings import PRINTED_LEVEL_BANDS, reading_faults
from cts_docs.specification.checking.references import references
from cts_docs.specification.loading.build import level_lines
from cts_docs.specification.loading.table_reader import MATURITY_PART, decimal_text, fault
from cts_docs.specification.model import (
    FINEST_STEP,
    Characteristic,
    GradeBand,
    Indicator,
    LevelBand,
    Points,
    Specification,
)

Check = Callable[[Specification], Iterator[Problem]]

PERCENT = 100
"""The service score is a percentage (实际得分除以应得分的百分数), whatever the points add up to."""

_SPACE = re.compile(r"\s+")
_HARMLESS = ("SPEC_KEY_UNKNOWN", "SPEC_SUM", "SPEC_EMPTY")
_GRADE_COLUMNS = 4
_SERVICE_COLUMNS = 6


def inconsistencies(specification: Specification, shape: Iterable[Problem]) -> list[Problem]:
    """Every fault between values, save where a part has missing or mistyped ones (`shape`).

    Such a part would only repeat what is reported already.
    """
    broken = {re.split(r"[.\[]", problem.field)[0] for problem in shape if problem.code not in _HARMLESS}
    return [
        problem for parts, check in _CHECKS if not broken & set(parts) for problem in check(specification)
    ]


def _levels(specification: Specification) -> Iterator[Problem]:
    for index, level in enumerate(specification.levels):
        if level.number != index + 1:
            yield fault("SPEC_VALUE", f"levels[{index}].number", level.number, index + 1)


def _experience_bands(specification: Specification) -> Iterator[Problem]:
    bands = specification.experience_bands
    for index, band in enumerate(bands):
        path = f"experience_bands[{index}]"
        if band.number != index + 1:
            yield fault("SPEC_VALUE", f"{path}.number", band.number, index + 1)
        sign = "<" if index else "≤"
        line = (
            f"{_circled(band.number)}{band.name}："
            f"{decimal_text(band.lower)}{sign}α≤{decimal_text(band.upper)}"
        )
        yield from _line(f"{path}.text", band.text, line)
    edges = [(band.lower, band.upper) for band in bands]
    yield from _coverage("experience_bands", edges, Fraction(0), Fraction(1))


def _experience_step(specification: Specification) -> Iterator[Problem]:
    """Whole steps lead from 0 to 1 and to each edge of a band, and none needs a third decimal (B6)."""
    step = specification.experience_step
    if step <= 0 or step % FINEST_STEP or Fraction(1) % step:
        yield fault("SPEC_VALUE", "experience_step", step, "0.01 / 0.02 / 0.05 / 0.1 / 0.2 / 0.25 / 0.5")


def _revisions(specification: Specification) -> Iterator[Problem]:
    """No version twice, and the last one the version of the cover."""
    versions = [revision.version for revision in specification.revisions]
    for index, version in enumerate(versions):
        if version in versions[:index]:
            first = f"revisions[{versions.index(version)}].version"
            yield fault("SPEC_ID_DOUBLED", f"revisions[{index}].version", version, first)
    if versions and versions[-1] != specification.control.version:
        path = f"revisions[{len(versions) - 1}].version"
        yield fault("SPEC_VALUE", path, versions[-1], specification.control.version)


def _service(specification: Specification) -> Iterator[Problem]:
    appendix = specification.appendix1
    if len(appendix.header) != _SERVICE_COLUMNS:
        yield fault("SPEC_COUNT", "appendix1.header", len(appendix.header), _SERVICE_COLUMNS)
    for index, characteristic in enumerate(appendix.characteristics):
        path = f"appendix1.characteristics[{index}]"
        yield from _points(path, characteristic)
        yield from _sum(f"{path}.points", characteristic.points, characteristic.indicators)
        for place, indicator in enumerate(characteristic.indicators):
            yield from _points(f"{path}.indicators[{place}]", indicator)
            yield from _judged_in(f"{path}.indicators[{place}]", indicator)
        yield from _some(f"{path}.indicators", characteristic.indicators)
    yield from _some("appendix1.characteristics", appendix.characteristics)
    yield from _sum("appendix1.total_points", appendix.total_points, appendix.characteristics)


def _points(path: str, part: Characteristic | Indicator) -> Iterator[Problem]:
    """The points against those that the heading states: 1.2. 设备设施/7分."""
    stated = re.search(r"/(\d+(?:\.\d)?)分$", part.heading)
    if stated is None or f"{part.name}/" not in part.heading:
        expected = f"{part.name}/{decimal_text(part.points)}分"
        yield fault("SPEC_HEADING", f"{path}.heading", part.heading, expected)
    elif Fraction(stated.group(1)) != part.points:
        yield fault("SPEC_SUM", f"{path}.points", part.points, stated.group(1))
    if part.points == 0:
        yield fault("SPEC_VALUE", f"{path}.points", 0, "1, 2, 3 …")


def _judged_in(path: str, indicator: Indicator) -> Iterator[Problem]:
    """Whole steps lead from 0 to the points of an indicator that is scored by judgement."""
    step = indicator.judged_in
    if step is not None and (step <= 0 or indicator.points % step):
        yield fault("SPEC_VALUE", f"{path}.step", step, f"{decimal_text(indicator.points)} ÷ 1, 2, 3 …")


def _evaluator_groups(specification: Specification) -> Iterator[Problem]:
    """Two groups or more with names of their own, whose weights are 100 % together."""
    groups = specification.evaluator_groups
    if not groups:
        return
    if len(groups) == 1:
        yield fault("SPEC_COUNT", "evaluator_groups", 1, "2, 3, 4 …")
    names = [group.name for group in groups]
    for index, group in enumerate(groups):
        if group.name in names[:index]:
            first = f"evaluator_groups[{names.index(group.name)}].name"
            yield fault("SPEC_ID_DOUBLED", f"evaluator_groups[{index}].name", group.name, first)
        if group.weight == 0:
            yield fault("SPEC_VALUE", f"evaluator_groups[{index}].weight", 0, "1, 2, 3 …")
    yield from _weights("evaluator_groups", [group.weight for group in groups])
    if "B9" in specification.readings and "persons" in specification.readings["B9"].choices:
        yield fault("SPEC_NOT_TOGETHER", "readings.B9.choices.persons", "persons", "[[evaluator_groups]]")


def _weights(path: str, weights: Sequence[int]) -> Iterator[Problem]:
    """Weights in percent that are 100 together."""
    if sum(weights) != PERCENT:
        yield fault("SPEC_VALUE", path, " + ".join(map(str, weights)), f"… = {PERCENT}")


def _composite(specification: Specification) -> Iterator[Problem]:
    """Two weights that are 100 % together, of a specification with a maturity part."""
    composite = specification.composite
    if composite is None:
        return
    for name, weight in (("service", composite.service), ("management", composite.management)):
        if weight == 0:
            yield fault("SPEC_VALUE", f"composite.{name}", 0, "1, 2, 3 …")
    yield from _weights("composite", [composite.service, composite.management])
    if not specification.has_maturity:
        yield fault("SPEC_WITHOUT_PART", "composite", composite.name, MATURITY_PART)


def _clauses_of_structures(specification: Specification) -> Iterator[Problem]:
    """What a specification has beside α and levels names its clause in the method, and no other does."""
    method = specification.method
    for name, number, given, part in (
        ("judged", method.judged, specification.has_judged, 'scoring = "points"'),
        ("groups", method.groups, bool(specification.evaluator_groups), "[[evaluator_groups]]"),
        ("composite", method.composite, specification.composite is not None, "[composite]"),
        ("maturity", method.maturity, specification.has_maturity, MATURITY_PART),
    ):
        if given and not number:
            yield fault("SPEC_CLAUSE_MISSING", f"method.{name}", part, '"5.1.2"')
        if number and not given:
            yield fault("SPEC_WITHOUT_PART", f"method.{name}", number, part)


def _some(path: str, parts: Sequence[object]) -> Iterator[Problem]:
    if not parts:
        yield fault("SPEC_COUNT", path, 0, "1, 2, 3 …")


def _sum(path: str, stated: Points, parts: Sequence[Characteristic | Indicator]) -> Iterator[Problem]:
    total = sum(part.points for part in parts)
    if stated != total:
        yield fault("SPEC_SUM", path, stated, total)


def _management(specification: Specification) -> Iterator[Problem]:
    if not specification.has_maturity and not specification.chapters:
        return
    yield from _some("chapters", specification.chapters)
    for index, chapter in enumerate(specification.chapters):
        path = f"chapters[{index}]"
        yield from _heading(path, chapter.id, chapter.name, chapter.heading)
        yield from _some(f"{path}.clauses", chapter.clauses)
        for place, clause in enumerate(chapter.clauses):
            where = f"{path}.clauses[{place}]"
            yield from _heading(where, clause.id, clause.name, clause.heading)
            if len(clause.points) != len(specification.levels):
                yield fault("SPEC_COUNT", f"{where}.points", len(clause.points), len(specification.levels))
            yield from _rising(f"{where}.points", clause.points)


def _heading(path: str, id: str, name: str, heading: str) -> Iterator[Problem]:
    expected = f"{id}. {name}"
    if _bare(heading) != _bare(expected):
        yield fault("SPEC_HEADING", f"{path}.heading", heading, expected)


def _rising(path: str, points: Sequence[Points]) -> Iterator[Problem]:
    for index, (lower, higher) in enumerate(pairwise((0, *points))):
        if higher <= lower:
            yield fault("SPEC_NOT_RISING", f"{path}[{index}]", higher, f"> {decimal_text(lower)}")


def _level_bands(specification: Specification) -> Iterator[Problem]:
    if not specification.has_maturity or any(not clause.points for clause in specification.clauses):
        return
    for choice, bands in specification.level_bands.items():
        path = f"level_bands.{choice}"
        if [band.level for band in bands] != [level.number for level in specification.levels]:
            levels = ", ".join(str(band.level) for band in bands)
            yield fault("SPEC_BAND_LEVELS", path, levels, f"1 … {len(specification.levels)}")
        yield from _level_coverage(specification, path, bands)


def _level_coverage(
    specification: Specification, path: str, bands: tuple[LevelBand, ...]
) -> Iterator[Problem]:
    """From no more than the least possible total (reading C2) up to the highest one."""
    lowest = min([specification.management_minimum, *(band.lower for band in bands[:1])])
    edges = [(Fraction(band.lower), Fraction(band.upper)) for band in bands]
    yield from _coverage(path, edges, Fraction(lowest), Fraction(specification.management_maximum))


def _level_lines(specification: Specification) -> Iterator[Problem]:
    """The printed lines of Appendix 3 against the bands of `as_issued`."""
    lines = level_lines(specification.appendix3)
    bands = specification.level_bands.get(PRINTED_LEVEL_BANDS, ())
    if len(lines) != len(bands):
        yield fault("SPEC_COUNT", "appendix3.notes", len(lines), len(bands))
        return
    names = {level.number: level.name for level in specification.levels}
    for index, band in enumerate(bands):
        note = specification.appendix3.notes.index(lines[index])
        sign = "≤" if index == len(bands) - 1 else "<"
        name = names.get(band.level, "")
        lower, upper = decimal_text(band.lower), decimal_text(band.upper)
        line = f"{_circled(band.level)}{lower}分≤总分{sign}{upper}分，{name}"
        yield from _line(f"appendix3.notes[{note}].text", lines[index].text, line)


def _grading(specification: Specification) -> Iterator[Problem]:
    grading = specification.grading
    if grading.names_en and grading.names_en.keys() != grading.names.keys():
        found = " / ".join(map(str, grading.names_en))
        yield fault("SPEC_VALUE", "grading.names_en", found, " / ".join(map(str, grading.names)))
    if grading.maximum != PERCENT:
        yield fault("SPEC_VALUE", "grading.maximum", grading.maximum, PERCENT)
    for choice, bands in grading.tables.items():
        path = f"grading.tables.{choice}"
        edges = [(Fraction(band.lower), Fraction(band.upper)) for band in bands]
        yield from _coverage(path, edges, Fraction(0), Fraction(grading.maximum))
        for index, band in enumerate(bands):
            yield from _grade_band(specification, f"{path}[{index}]", band)
        yield from _grades_rise(path, bands)
    printed = grading.printed
    if len(printed.header) != _GRADE_COLUMNS:
        yield fault("SPEC_COUNT", "grading.printed.header", len(printed.header), _GRADE_COLUMNS)
    for index, row in enumerate(printed.rows):
        if len(row) != _GRADE_COLUMNS - 1:
            yield fault("SPEC_COUNT", f"grading.printed.rows[{index}]", len(row), _GRADE_COLUMNS - 1)


def _grade_band(specification: Specification, path: str, band: GradeBand) -> Iterator[Problem]:
    names = specification.grading.names
    if band.grade is not None and band.grade not in names:
        yield fault("SPEC_REFERENCE", f"{path}.grade", band.grade, " / ".join(map(str, names)))
    if band.level is not None and not specification.has_maturity:
        yield fault("SPEC_WITHOUT_PART", f"{path}.level", band.level, MATURITY_PART)
    elif band.level is not None and not 1 <= band.level <= len(specification.levels):
        yield fault("SPEC_REFERENCE", f"{path}.level", band.level, f"1 … {len(specification.levels)}")
    if band.grade is not None and band.level is None and specification.has_maturity:
        yield fault("SPEC_KEY_MISSING", f"{path}.level", "", f"1 … {len(specification.levels)}")


def _grades_rise(path: str, bands: tuple[GradeBand, ...]) -> Iterator[Problem]:
    """A higher score never gives a lower grade, nor does a higher grade need a lower level."""
    for index, (band, above) in enumerate(pairwise(bands), 1):
        if band.grade is not None and (above.grade is None or above.grade > band.grade):
            yield fault("SPEC_NOT_RISING", f"{path}[{index}].grade", above.grade or "", f"≤ {band.grade}")
        if band.level is not None and (above.level is None or above.level < band.level):
            yield fault("SPEC_NOT_RISING", f"{path}[{index}].level", above.level or "", f"≥ {band.level}")


def _coverage(
    path: str, edges: Sequence[tuple[Fraction, Fraction]], lowest: Fraction, highest: Fraction
) -> Iterator[Problem]:
    """Bands that neither gap nor overlap and reach from `lowest` to `highest`."""
    yield from _some(path, edges)
    if not edges:
        return
    reached = lowest
    for index, (lower, upper) in enumerate(edges):
        if lower != reached:
            code = "SPEC_BAND_GAP" if lower > reached else "SPEC_BAND_OVERLAP"
            yield fault(code, f"{path}[{index}].lower", lower, reached)
        if upper <= lower:
            yield fault("SPEC_NOT_RISING", f"{path}[{index}].upper", upper, f"> {decimal_text(lower)}")
        reached = upper
    if reached != highest:
        yield fault("SPEC_BAND_END", f"{path}[{len(edges) - 1}].upper", reached, highest)


def _tables_printed(specification: Specification) -> Iterator[Problem]:
    """The counts of the table of 5.2.5 and of the descriptions of Appendix 2."""
    if not specification.has_maturity:
        return
    levels = len(specification.levels)
    model = specification.maturity_model
    counts = (
        ("maturity_model.header", len(model.header), 2),
        ("maturity_model.levels", len(model.levels), levels),
        ("maturity_model.row", len(model.row), levels + 1),
        *(
            (f"appendix2.descriptions.{key}", len(texts), levels)
            for key, texts in specification.appendix2.descriptions.items()
        ),
    )
    for path, found, expected in counts:
        if found != expected:
            yield fault("SPEC_COUNT", path, found, expected)


def _line(path: str, text: str, expected: str) -> Iterator[Problem]:
    """A printed line against the operative numbers, white space and the final stop apart."""
    if _bare(text).rstrip(";；。.") != _bare(expected):
        yield fault("SPEC_LINE", path, text, expected)


def _bare(text: str) -> str:
    return _SPACE.sub("", text)


def _circled(number: int) -> str:
    """①, ②, … as the specification numbers its lines; there is no such character above ⑳."""
    return chr(ord("①") + number - 1) if 1 <= number <= 20 else f"({number})"


_CHECKS: tuple[tuple[tuple[str, ...], Check], ...] = (
    (("levels",), _levels),
    (("experience_bands",), _experience_bands),
    (("experience_step",), _experience_step),
    (("revisions", "control"), _revisions),
    (("appendix1",), _service),
    (("evaluator_groups", "readings"), _evaluator_groups),
    (("composite", "levels"), _composite),
    (("method", "appendix1", "evaluator_groups", "composite", "levels"), _clauses_of_structures),
    (("chapters", "levels"), _management),
    (("chapters", "levels", "level_bands"), _level_bands),
    (("levels", "level_bands", "appendix3"), _level_lines),
    (("levels", "grading"), _grading),
    (("levels", "maturity_model", "appendix2"), _tables_printed),
    (
        ("text", "method", "appendix1", "appendix2", "appendix3", "appendix4", "chapters", "floors"),
        references,
    ),
    (
        ("readings", "excluded", "level_bands", "grading", "levels", "experience_bands"),
        reading_faults,
    ),
)
