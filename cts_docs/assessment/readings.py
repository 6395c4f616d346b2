"""Readings: how a specification is read where its text is open (条文解释)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cts_docs.errors import Problem, RefusedError
from cts_docs.specification.model import Choice, Reading, Specification


@dataclass(frozen=True, slots=True)
class Readings:
    """The choice in force of every selectable reading, by reading id; numbers are decimal text."""

    choices: Mapping[str, str]

    def __getitem__(self, reading: str) -> str:
        return self.choices[reading]

    def stamp(self) -> str:
        """The choices as the workbook is stamped with them: `A1=bands;A2=none;…`."""
        return ";".join(f"{reading}={choice}" for reading, choice in sorted(self.choices.items()))

    def deviations(self, specification: Specification) -> tuple[str, ...]:
        """The ids of the readings that differ from the specification's defaults."""
        return tuple(
            reading
            for reading, choice in self.choices.items()
            if specification.readings[reading].default != choice
        )

    def choice(self, specification: Specification, reading: str) -> Choice:
        """The choice in force of a reading, with its rule and parameters."""
        return specification.readings[reading].choices[self.choices[reading]]


def choose(specification: Specification, selected: Mapping[str, str]) -> Readings:
    """The readings in force: the specification's defaults, changed by `selected`.

    `selected` maps reading ids to choices, both as in `[readings]` of `cts-docs.toml`. Raises
    RefusedError with one problem for each unknown reading, unknown choice and excluded combination.

    >>> from cts_docs import choose_readings, load_specification
    >>> readings = choose_readings(load_specification(), {"A5": "refuse"})
    >>> readings["A5"], readings["A3"]
    ('refuse', 'row3')
    """
    choices = {key: reading.default for key, reading in selectable(specification).items()}
    problems = [
        problem
        for key, choice in selected.items()
        if (problem := _fault(specification, key, choice)) is not None
    ]
    choices.update(selected)
    problems += [
        _excluded(combination)
        for combination in specification.excluded
        if all(choices.get(key) == choice for key, choice in combination.items())
    ]
    if problems:
        raise RefusedError(problems)
    return Readings(MappingProxyType(choices))


def selectable(specification: Specification) -> Mapping[str, Reading]:
    """The readings that a body may choose, by id."""
    return {key: reading for key, reading in specification.readings.items() if reading.kind != "fixed"}


def _fault(specification: Specification, key: str, choice: str) -> Problem | None:
    reading = selectable(specification).get(key)
    if reading is None:
        expected = "、".join(selectable(specification))
        return Problem("READING_UNKNOWN", field=f"readings.{key}", found=key, values={"expected": expected})
    if reading.kind == "number":
        if choice.isascii() and choice.isdigit() and 1 <= int(choice) <= 500:
            return None
        return Problem("READING_CHOICE", field=f"readings.{key}", found=choice, values={"expected": "1–500"})
    if choice in reading.choices:
        return None
    expected = " / ".join(reading.choices)
    return Problem("READING_CHOICE", field=f"readings.{key}", found=choice, values={"expected": expected})


def _excluded(combination: Mapping[str, str]) -> Problem:
    named = " + ".join(f"{key}={choice}" for key, choice in combination.items())
    return Problem("READING_COMBINATION", field="readings", found=named)
