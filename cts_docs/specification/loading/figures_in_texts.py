"""The figures of a specification in the texts of its readings: `{management_minimum}` is printed as 29.

A reading names a figure instead of repeating it, so that a sibling or a revision with other bands
prints its own. docs/specification.md lists the names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from types import MappingProxyType

from cts_docs.errors import Problem
from cts_docs.specification.loading.table_reader import decimal_text, fault
from cts_docs.specification.model import Choice, GradeBand, Reading, Specification

NUMBER_OF_BODY = "number"
"""The placeholder of a number that the body sets; it stays until the number is known."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_GRADE_LINE = re.compile(r"^●(.+?)：(.+)$")


def figures(specification: Specification) -> Mapping[str, str]:
    """Every figure that a text may name, as it is printed."""
    return MappingProxyType(
        {
            **dict(_totals(specification)),
            **dict(_weights(specification)),
            **dict(_grades(specification)),
        }
    )


def with_figures(specification: Specification, problems: list[Problem]) -> Specification:
    """The specification with the figures in the texts of its readings; unknown names are recorded."""
    known = figures(specification)
    readings = {
        key: _filled_reading(specification, known, reading, problems)
        for key, reading in specification.readings.items()
    }
    return replace(specification, readings=MappingProxyType(readings))


def _totals(specification: Specification) -> Iterator[tuple[str, str]]:
    yield "service_points", decimal_text(specification.appendix1.total_points)
    if specification.has_maturity:
        yield "management_minimum", decimal_text(specification.management_minimum)
        yield "management_maximum", decimal_text(specification.management_maximum)
    for band in specification.experience_bands:
        yield f"experience.{band.number}", decimal_text(band.upper)
    for level in specification.levels:
        yield f"level.{level.number}", level.name
        total = sum(clause.points[level.number - 1] for clause in specification.clauses)
        yield f"level.{level.number}.total", decimal_text(total)
    for choice, bands in specification.level_bands.items():
        for each in bands:
            yield f"level_bands.{choice}.{each.level}", decimal_text(each.lower)
        for lower, higher in pairwise(bands[:2]):
            yield f"level_bands.{choice}.step", decimal_text(higher.lower - lower.lower)


def _weights(specification: Specification) -> Iterator[tuple[str, str]]:
    for place, group in enumerate(specification.evaluator_groups, 1):
        yield f"evaluator_groups.{place}.name", group.name
        yield f"evaluator_groups.{place}.weight", str(group.weight)
    if (composite := specification.composite) is not None:
        yield "composite.name", composite.name
        yield "composite.service", str(composite.service)
        yield "composite.management", str(composite.management)


def _grades(specification: Specification) -> Iterator[tuple[str, str]]:
    grading = specification.grading
    for number, name in grading.names.items():
        yield f"grade.{number}", name
    for choice, bands in grading.tables.items():
        for place, band in enumerate(bands, 1):
            for name, value in _band(specification, band):
                yield f"grading.{choice}.{place}.{name}", value
    for row, cells in enumerate(grading.printed.rows, 1):
        for column, text in enumerate(cells, 1):
            yield f"printed.{row}.{column}", text
    lines = [found for text in grading.printed.merged if (found := _GRADE_LINE.match(text))]
    yield "printed.grades", "、".join(f"{line[1]} {line[2]}" for line in lines)
    in_force = specification.readings["A1"].default if "A1" in specification.readings else ""
    graded = grading.tables.get(in_force, ())
    yield "between_bands", "、".join(f"{band.lower - 1}.5" for band in graded if band.grade is not None)


def _band(specification: Specification, band: GradeBand) -> Iterator[tuple[str, str]]:
    yield "lower", str(band.lower)
    yield "upper", str(band.upper)
    if band.level is not None:
        yield "level", specification.level(band.level).name
    if band.grade is not None:
        yield "grade", specification.grading.names[band.grade]


def _filled_reading(
    specification: Specification, known: Mapping[str, str], reading: Reading, problems: list[Problem]
) -> Reading:
    path = f"readings.{reading.id}"
    question = _filled(reading.question, known, f"{path}.question", problems)
    choices = {}
    for key, choice in reading.choices.items():
        own = {**known, **parameters_in_text(specification, choice)}
        of_choice = f".choices.{key}" if reading.kind in ("choice", "percent") else ""
        at = f"{path}{of_choice}.rule"
        choices[key] = replace(choice, rule=_filled(choice.rule, own, at, problems))
    return replace(reading, question=question, choices=MappingProxyType(choices))


def parameters_in_text(specification: Specification, choice: Choice) -> Mapping[str, str]:
    """The numbers of a choice as they are printed: a level and a grade by name, a band by its α."""
    named: Mapping[str, Callable[[int], str]] = {
        "level": lambda number: specification.level(number).name,
        "grade": lambda number: specification.grading.names[number],
        "band": lambda number: decimal_text(specification.experience_bands[number - 1].upper),
    }
    return {name: named.get(name, str)(value) for name, value in choice.parameters.items()}


def _filled(text: str, known: Mapping[str, str], path: str, problems: list[Problem]) -> str:
    def figure(found: re.Match[str]) -> str:
        name = found[1]
        if name in known or name == NUMBER_OF_BODY:
            return known.get(name, found[0])
        problems.append(fault("SPEC_FIGURE", path, found[0], " / ".join(_similar(name, known))))
        return found[0]

    return _PLACEHOLDER.sub(figure, text)


def _similar(name: str, known: Mapping[str, str]) -> list[str]:
    """The names that begin alike, all of the first parts where none does."""
    first = name.split(".")[0]
    alike = [f"{{{each}}}" for each in known if each.split(".")[0] == first]
    return alike or [f"{{{each}}}" for each in dict.fromkeys(each.split(".")[0] for each in known)]
