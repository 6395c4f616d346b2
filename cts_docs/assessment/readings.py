"""Readings: how a specification is read where its text is open (条文解释)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cts_docs.errors import Problem, RefusedError
from cts_docs.specification.model import Choice, Reading, Specification

DEFAULTS: Mapping[str, str] = MappingProxyType(
    {
        "A2": "none",
        "A3": "row3",
        "A4": "exact",
        "A5": "lower",
        "A8": "level4",
        "B8": "off",
        "B9": "forms",
        "B11": "1",
        "B12": "off",
        "C1": "as_issued",
        "C4": "off",
    }
)
"""What applies under a specification that offers no choice of a reading: it is fixed there, or absent."""


@dataclass(frozen=True, slots=True)
class Readings:
    """The choice in force of every selectable reading, by reading id; numbers are decimal text."""

    choices: Mapping[str, str]

    def __getitem__(self, reading: str) -> str:
        return self.choices[reading] if reading in self.choices else DEFAULTS[reading]

    def has(self, reading: str) -> bool:
        """Whether there is a choice in force of a reading, selectable or not."""
        return reading in self.choices or reading in DEFAULTS

    @property
    def all_choices(self) -> Mapping[str, str]:
        """The choices in force and those that apply without one, by reading id in order."""
        every = {**DEFAULTS, **self.choices}
        return MappingProxyType({key: every[key] for key in sorted(every, key=_id_order)})

    def stamp(self) -> str:
        """The choices as the workbook is stamped with them: `A1=bands;A2=none;…`."""
        return ";".join(f"{reading}={choice}" for reading, choice in sorted(self.choices.items()))

    def differing(self, specification: Specification, stamp: str) -> tuple[tuple[str, str], ...]:
        """The ids in which a workbook's stamp differs from the choices in force, each with its choice there.

        Compared by id: one that a stamp does not have means its default. Text that is no stamp differs.
        """
        stamped = dict(part.strip().split("=", 1) for part in stamp.split(";") if "=" in part)
        if stamp.strip() and not stamped:
            return (("", stamp),)
        every = {**DEFAULTS, **{key: each.default for key, each in selectable(specification).items()}}
        found = {**every, **stamped}
        return tuple(
            (key, choice) for key, choice in sorted(found.items()) if key not in every or self[key] != choice
        )

    def deviations(self, specification: Specification) -> tuple[str, ...]:
        """The ids of the readings that differ from the specification's defaults."""
        return tuple(
            reading
            for reading, choice in self.choices.items()
            if specification.readings[reading].default != choice
        )

    def choice(self, specification: Specification, reading: str) -> Choice:
        """The choice in force of a reading, with its rule and parameters."""
        declared = specification.readings.get(reading)
        if declared is None:
            return Choice(DEFAULTS[reading], "", MappingProxyType({}))
        return declared.choice(self[reading])


_MOST: Mapping[str, int] = MappingProxyType({"number": 500, "percent": 100})
"""The greatest number that a body may set, by the kind of the reading; the least is 1."""


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
    # A body's choice of a reading that this specification does not have concerns others of its own.
    selected = {
        key: each for key, each in selected.items() if key in specification.readings or key not in DEFAULTS
    }
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


def _id_order(key: str) -> tuple[str, int]:
    """A1 before A10: the letter, then the number."""
    return key[:1], int(key[1:]) if key[1:].isdecimal() else 0


def _fault(specification: Specification, key: str, choice: str) -> Problem | None:
    reading = selectable(specification).get(key)
    if reading is None:
        expected = "、".join(selectable(specification))
        return Problem("READING_UNKNOWN", field=f"readings.{key}", found=key, values={"expected": expected})
    if choice in reading.choices and choice != reading.kind:
        return None
    most = _MOST.get(reading.kind)
    if most and choice.isascii() and choice.isdecimal() and len(choice) <= 3 and 1 <= int(choice) <= most:
        return None
    named = [each for each in reading.choices if each != reading.kind]
    expected = " / ".join([*named, f"1–{most}"] if most else named)
    return Problem("READING_CHOICE", field=f"readings.{key}", found=choice, values={"expected": expected})


def _excluded(combination: Mapping[str, str]) -> Problem:
    named = " + ".join(f"{key}={choice}" for key, choice in combination.items())
    return Problem("READING_COMBINATION", field="readings", found=named)
