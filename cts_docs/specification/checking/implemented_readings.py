"""The readings that the program implements, with their choices and parameters; checks of a data file.

Scoring and reports know readings, choices and parameters by these names; their numbers and words
are in the data file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from cts_docs.errors import Problem
from cts_docs.specification.loading.table_reader import MATURITY_PART, fault
from cts_docs.specification.model import Choice, Reading, Specification

Parameters = tuple[str, ...]

PRINTED_LEVEL_BANDS = "as_issued"
"""The choice of C1 whose bands are the lines printed in Appendix 3."""

CHOICES: Mapping[str, Mapping[str, Parameters]] = MappingProxyType(
    {
        "A1": {"bands": (), "rows": ()},
        "A2": {"none": (), "passed_without_grade": ()},
        "A3": {"row3": (), "row2": ("score", "level")},
        "A4": {"exact": (), "whole": (), "whole_even": ()},
        "A5": {"lower": (), "refuse": ()},
        "A8": {"level4": (), "level5": ("grade", "level")},
        "B8": {"off": (), "on": ()},
        "B9": {"forms": (), "persons": ()},
        "B12": {"off": ("band",), "percent": ("band",)},
        "C1": {"as_issued": ("note_lower", "note_upper"), "equal_steps": ()},
        "C4": {"off": ("level",), "level2": ("level",)},
    }
)
"""The selectable readings of scoring with the choices it knows and the parameters of each."""

NUMBERS: tuple[str, ...] = ("B11",)
"""The readings that a body sets as a whole number."""

PERCENTAGES: tuple[str, ...] = ("B12",)
"""The readings that a body may set as a percentage; the choice `off` is the default."""

FIXED: Mapping[str, Parameters] = MappingProxyType({"B9": (), "B12": ("band",), "C4": ("level",)})
"""The readings that a specification may also fix, with the parameters of the fixed one.

The band of B12 and the level of C4 decide what a report lists one by one.
"""

OPTIONAL: tuple[str, ...] = ("A2", "A3", "A4", "A5", "A8", "B8", "B9", "B11")
"""Readings that a specification may leave out where it does not raise their question."""

OF_MATURITY: tuple[str, ...] = ("A3", "A5", "A8", "C1", "C4")
"""Readings that a specification without a maturity part does not have."""

CONTRADICTIONS: tuple[Mapping[str, str], ...] = (
    {"A1": "rows", "A3": "row2"},
    {"A1": "rows", "A2": "passed_without_grade"},
    {"A1": "rows", "A8": "level5"},
)
"""Choices that have no meaning together; a specification that offers both must exclude them."""

_MAY_LACK_PARAMETERS = ("C1", "as_issued")
"""A specification whose level bands do not contradict each other has no total to note."""


def reading_faults(specification: Specification) -> Iterator[Problem]:
    """Every fault of the readings: required ids, kinds, choices, parameters, tables, exclusions."""
    yield from _required(specification)
    for key, reading in specification.readings.items():
        if key in OF_MATURITY and not specification.has_maturity:
            yield fault("SPEC_WITHOUT_PART", f"readings.{key}", key, MATURITY_PART)
        elif reading.kind in ("choice", "percent"):
            yield from _choices(specification, key, reading)
        else:
            yield from _single(specification, key, reading)
    yield from _same_keys(specification, "A1", "grading.tables", specification.grading.tables)
    if specification.has_maturity:
        yield from _same_keys(specification, "C1", "level_bands", specification.level_bands)
    yield from _excluded(specification)


def _required(specification: Specification) -> Iterator[Problem]:
    kinds = {
        **dict.fromkeys(CHOICES, "choice"),
        **dict.fromkeys(NUMBERS, "number"),
        **dict.fromkeys(PERCENTAGES, "percent"),
    }
    for key, kind in kinds.items():
        reading = specification.readings.get(key)
        allowed = (kind, "fixed") if key in FIXED else (kind,)
        if reading is None and key not in OPTIONAL and (specification.has_maturity or key not in OF_MATURITY):
            yield fault("SPEC_READING_MISSING", f"readings.{key}", "", " / ".join(allowed))
        elif reading is not None and reading.kind not in allowed:
            yield fault("SPEC_VALUE", f"readings.{key}.kind", reading.kind, " / ".join(allowed))
    for key, reading in specification.readings.items():
        if key not in kinds and reading.kind != "fixed":
            yield fault("SPEC_VALUE", f"readings.{key}.kind", reading.kind, "fixed")


def _single(specification: Specification, key: str, reading: Reading) -> Iterator[Problem]:
    """A number that is none, and the parameters of a reading without choices."""
    path = f"readings.{key}"
    if reading.kind == "number" and not _is_count(reading.default):
        yield fault("SPEC_VALUE", f"{path}.default", reading.default, '"1", "2", "3" …')
    for choice in reading.choices.values():
        yield from _names(f"{path}.parameters", choice, FIXED.get(key, ()))
        yield from _values(specification, f"{path}.parameters", choice)


def _choices(specification: Specification, key: str, reading: Reading) -> Iterator[Problem]:
    path = f"readings.{key}"
    known = CHOICES.get(key, {})
    if reading.default not in reading.choices:
        yield fault("SPEC_VALUE", f"{path}.default", reading.default, " / ".join(reading.choices))
    for name, choice in reading.choices.items():
        if name in known:
            yield from _parameters(f"{path}.choices.{name}.parameters", key, choice)
        else:
            yield fault("SPEC_KEY_UNKNOWN", f"{path}.choices.{name}", name, " / ".join(known))
        yield from _values(specification, f"{path}.choices.{name}.parameters", choice)


def _parameters(path: str, key: str, choice: Choice) -> Iterator[Problem]:
    known = CHOICES[key][choice.key]
    if not choice.parameters and (key, choice.key) == _MAY_LACK_PARAMETERS:
        return
    yield from _names(path, choice, known)


def _names(path: str, choice: Choice, known: Parameters) -> Iterator[Problem]:
    for name in known:
        if name not in choice.parameters:
            yield fault("SPEC_KEY_MISSING", f"{path}.{name}", "", "integer 0, 1, 2 …")
    for name in choice.parameters:
        if name not in known:
            yield fault("SPEC_KEY_UNKNOWN", f"{path}.{name}", name, " / ".join(known))


def _values(specification: Specification, path: str, choice: Choice) -> Iterator[Problem]:
    """A score is a threshold; a level, a grade and an α band are ones that exist."""
    thresholds = {band.lower for bands in specification.grading.tables.values() for band in bands}
    allowed = {
        "score": thresholds,
        "level": {level.number for level in specification.levels},
        "grade": set(specification.grading.names),
        "band": {band.number for band in specification.experience_bands},
    }
    for name, value in choice.parameters.items():
        if value not in allowed.get(name, {value}):
            expected = " / ".join(map(str, sorted(allowed[name])))
            yield fault("SPEC_REFERENCE", f"{path}.{name}", value, expected)


def _same_keys(
    specification: Specification, key: str, part: str, tables: Mapping[str, object]
) -> Iterator[Problem]:
    """A table of bands for every choice of the reading, and none beside them."""
    reading = specification.readings.get(key)
    if reading is None:
        return
    for choice in reading.choices:
        if choice not in tables:
            yield fault("SPEC_KEY_MISSING", f"{part}.{choice}", "", f"readings.{key}.choices.{choice}")
    for choice in tables:
        if choice not in reading.choices:
            yield fault("SPEC_KEY_UNKNOWN", f"{part}.{choice}", choice, " / ".join(reading.choices))
    if key == "C1" and PRINTED_LEVEL_BANDS not in reading.choices:
        yield fault("SPEC_KEY_MISSING", f"readings.C1.choices.{PRINTED_LEVEL_BANDS}", "", "table { … }")


def _excluded(specification: Specification) -> Iterator[Problem]:
    for index, combination in enumerate(specification.excluded):
        for key, choice in combination.items():
            if not _offers(specification, key, choice):
                yield fault("SPEC_REFERENCE", f"excluded[{index}].{key}", choice, f"readings.{key}.choices")
    for combination in CONTRADICTIONS:
        offered = all(_offers(specification, key, choice) for key, choice in combination.items())
        if offered and combination not in [dict(each) for each in specification.excluded]:
            named = ", ".join(f'{key} = "{choice}"' for key, choice in combination.items())
            yield fault("SPEC_EXCLUSION", "excluded", "", named)


def _offers(specification: Specification, key: str, choice: str) -> bool:
    reading = specification.readings.get(key)
    return reading is not None and choice in reading.choices


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 3 and int(text) >= 1
