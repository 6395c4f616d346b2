"""What a specification should not keep: stale numbers and references, gaps; warnings, not faults.

`derive` replaces the service's name and the number of the document. What else belonged to the old
service stays in the file, and only a person can decide about it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher

from cts_docs.errors import Problem
from cts_docs.specification.loading.figures_in_texts import figures, parameters_in_text
from cts_docs.specification.loading.table_reader import decimal_text, fault
from cts_docs.specification.model import FloorKind, Reading, Specification

SHARED_WORDS = 6
"""A text with so many characters in a row of another service's name belongs to that service."""

_NUMBER = re.compile(r"(?<![A-Za-z/\d.])(\d+(?:\.\d+)?)(?=\s*分(?!档|级|布))")
_RANGE = re.compile(r"(?<![A-Za-z/\d.])(\d+)\s*[～—–-]\s*(\d+)(?=\s*分)")
_NO_MINIMUM = re.compile("^没有|没有规定|未规定|没有最低|无最低|不设最低|不因此否决|不影响")
_ABOUT_FLOORS: Mapping[str, FloorKind] = {"B12": "characteristic", "C4": "requirement"}
"""The readings that say whether there is a minimum, with the kind of floor that sets one."""

_ANY_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def remarks(specification: Specification, others: Iterable[Specification] = ()) -> tuple[Problem, ...]:
    """Warnings by key path: numbers that contradict the data, leftovers of other services, missing parts.

    `others` are specifications of other services, whose words should not occur here.
    """
    services = dict.fromkeys(other.control.service for other in others)
    found = (
        *_literals(specification),
        *_printed_grades(specification),
        *_parameters(specification),
        *_floors_denied(specification),
        *(fault for service in services for fault in _leftovers(specification, service)),
        *_errata(specification),
        *_requirements(specification),
        *_english_title(specification),
    )
    return tuple(problem.as_warning() for problem in found)


def _literals(specification: Specification) -> Iterator[Problem]:
    """Points in the texts of readings that occur nowhere in the specification's own figures."""
    own = _own_numbers(specification)
    for reading in specification.readings.values():
        texts = {f"readings.{reading.id}.question": reading.question}
        texts |= {_rule_path(reading, key): choice.rule for key, choice in reading.choices.items()}
        for path, text in texts.items():
            named = {*_NUMBER.findall(text), *(each for pair in _RANGE.findall(text) for each in pair)}
            for number in sorted(named - own, key=float):
                yield fault("SPEC_LITERAL", path, number, text)


def _printed_grades(specification: Specification) -> Iterator[Problem]:
    """Scores in the printed table of grades that are no end of a band, nor one less, as in 80-89."""
    tables = specification.grading.tables.values()
    edges = {edge for bands in tables for band in bands for edge in (band.lower, band.upper)}
    own = {str(edge - less) for edge in edges for less in (0, 1)}
    printed = specification.grading.printed
    lines = {f"grading.printed.rows[{index}]": " ".join(row[1:]) for index, row in enumerate(printed.rows)}
    lines |= {f"grading.printed.merged[{index}]": line for index, line in enumerate(printed.merged)}
    for path, text in lines.items():
        named = {*_NUMBER.findall(text), *(each for pair in _RANGE.findall(text) for each in pair)}
        for number in sorted(named - own, key=float):
            yield fault("SPEC_LITERAL", path, number, text)


def _parameters(specification: Specification) -> Iterator[Problem]:
    """The numbers that a choice is computed with stand in its rule."""
    for reading in specification.readings.values():
        for key, choice in reading.choices.items():
            for name, printed in parameters_in_text(specification, choice).items():
                if name != "band" and printed not in choice.rule:
                    yield fault("SPEC_PARAMETER", _rule_path(reading, key), choice.rule, printed)


def _floors_denied(specification: Specification) -> Iterator[Problem]:
    """A rule in force that denies a minimum, while a floor sets one and the rule does not name its clause."""
    for key, kind in _ABOUT_FLOORS.items():
        reading = specification.readings.get(key)
        clauses = [floor.clause for floor in specification.floors if floor.kind == kind]
        if reading is None or not clauses:
            continue
        rule = reading.default_choice.rule
        if _NO_MINIMUM.search(rule) and not all(clause in rule for clause in clauses):
            path = _rule_path(reading, reading.default)
            yield fault("SPEC_FLOOR_DENIED", path, rule, " / ".join(clauses))


def _rule_path(reading: Reading, choice: str) -> str:
    """The key path of the rule of a choice; a fixed reading and a number have it directly."""
    of_choice = f".choices.{choice}" if reading.kind in ("choice", "percent") else ""
    return f"readings.{reading.id}{of_choice}.rule"


def _own_numbers(specification: Specification) -> set[str]:
    """The numbers of points and scores: those of the tables, one less as in 80-89, and the step of bands."""
    texts = (*figures(specification).values(), *(block.text for block in specification.blocks()))
    numbers = {number for text in texts for number in _ANY_NUMBER.findall(text)}
    edges = {number for number in numbers if number.isdecimal() and int(number) > 0}
    parameters = {
        str(value)
        for reading in specification.readings.values()
        for choice in reading.choices.values()
        for value in choice.parameters.values()
    }
    points = {decimal_text(each.points) for each in specification.indicators}
    points |= {decimal_text(each.judged_in) for each in specification.indicators if each.judged_in}
    points |= {decimal_text(value) for clause in specification.clauses for value in clause.points}
    return numbers | {str(int(edge) - 1) for edge in edges} | parameters | points


def _leftovers(specification: Specification, theirs: str) -> Iterator[Problem]:
    """Texts with words of another service's name: references, criteria, errata."""
    own = specification.control.service
    if own == theirs:
        return
    for path, text in _texts(specification):
        words = _shared(text.replace(own, ""), theirs)
        if len(words) >= SHARED_WORDS and words not in own:
            yield fault("SPEC_LEFTOVER", path, words, text)


def _shared(text: str, name: str) -> str:
    """The longest run of characters that a text and a name share."""
    match = SequenceMatcher(None, text, name, autojunk=False).find_longest_match()
    return text[match.a : match.a + match.size]


def _texts(specification: Specification) -> Iterator[tuple[str, str]]:
    for index, block in enumerate(specification.text):
        yield f"text.blocks[{index}].text", block.text
    for place, part in enumerate(specification.appendix1.characteristics):
        for index, indicator in enumerate(part.indicators):
            path = f"appendix1.characteristics[{place}].indicators[{index}].criterion"
            yield path, indicator.criterion
    for index, block in enumerate(specification.appendix4.blocks):
        yield f"appendix4.blocks[{index}].text", block.text
    for index, erratum in enumerate(specification.errata):
        yield f"errata[{index}].remark", f"{erratum.printed} {erratum.remark}"


def _errata(specification: Specification) -> Iterator[Problem]:
    """An erratum quotes words that the text has."""
    texts = [text for path, text in _texts(specification) if not path.startswith("errata")]
    texts += [
        specification.appendix2.title,
        specification.appendix3.title,
        specification.appendix3.header_points,
    ]
    texts += [block.text for block in specification.appendix3.notes]
    texts += [chapter.heading for chapter in specification.chapters]
    texts += [clause.heading for clause in specification.clauses]
    for index, erratum in enumerate(specification.errata):
        if not any(erratum.printed in text for text in texts):
            yield fault("SPEC_ERRATUM", f"errata[{index}].printed", erratum.printed, erratum.clause)


def _requirements(specification: Specification) -> Iterator[Problem]:
    """Every scored clause has its text in Appendix 4."""
    for place, chapter in enumerate(specification.chapters):
        for index, clause in enumerate(chapter.clauses):
            if not specification.requirement(clause.id):
                path = f"chapters[{place}].clauses[{index}].id"
                yield fault("SPEC_REQUIREMENT_MISSING", path, clause.heading, f'clause = "{clause.id}"')


def _english_title(specification: Specification) -> Iterator[Problem]:
    if not specification.control.title_en:
        yield fault("SPEC_TITLE_EN_MISSING", "control.title_en", "", specification.control.title)
