"""The use cases `config new` and `config check`: a body's first configuration, and what one still lacks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cts_docs.errors import CannotRunError, Problem, RefusedError
from cts_docs.files.writing import write_file
from cts_docs.messages import Language, message
from cts_docs.services.archive.keys import key_problems
from cts_docs.settings import Settings, load_settings
from cts_docs.settings.checks import value_problem
from cts_docs.settings.model import TABLES, Key
from cts_docs.specification.loader import load_specification
from cts_docs.specification.model import Reading

NUMBERS = "{body}-{scheme}-{year}-"


@dataclass(frozen=True, slots=True)
class Question:
    """One key that a body decides: the suggested answer, and whether issuing needs it."""

    key: str
    suggestion: str = ""
    needed: bool = True

    @property
    def rule(self) -> Key:
        """What the key may hold."""
        table, _, name = self.key.partition(".")
        return TABLES[table][name]

    def explanation(self, language: Language) -> str:
        """What the key means, and where it is required."""
        return message(f"CONFIG_{self.key.upper().replace('.', '_')}", language, {})


QUESTIONS = (
    Question("body.name"),
    Question("body.name_en", needed=False),
    Question("body.address"),
    Question("body.address_en", needed=False),
    Question("body.code"),
    Question("body.telephone", needed=False),
    Question("certificate.number_pattern", NUMBERS + "{serial:04d}-R{cycle}"),
    Question("certificate.validity_years", "3"),
    Question("certificate.surveillance_months", "12"),
    Question("certificate.signatory"),
    Question("report.number_pattern", NUMBERS + "BG{serial:04d}"),
    Question("issuing.second_person", "true"),
    Question("issuing.second_person_changes", "false"),
    Question("issuing.pdf", "true"),
    Question("archive.retention_years", "2"),
)
"""What `config new` asks, in the order of the file."""
_BY_KEY = {question.key: question for question in QUESTIONS}


def answer_problem(key: str, answer: str) -> Problem | None:
    """What is wrong with an answer; None where nothing is. An empty one leaves the key to be filled in."""
    if key not in _BY_KEY:
        return Problem("CONFIG_KEY", field=key, found=key, values={"expected": ", ".join(_BY_KEY)})
    if not answer:
        return None
    problem = value_problem(key, _BY_KEY[key].rule, _value(_BY_KEY[key].rule, answer))
    return problem and Problem("CONFIG_ANSWER", field=key, found=answer, values=_expected(_BY_KEY[key].rule))


def write_configuration(
    path: Path, answers: Mapping[str, str], language: Language, *, replace: bool = False
) -> tuple[str, ...]:
    """Write a commented configuration from answers by key; the keys that issuing still needs.

    A key without an answer takes the suggested one. Raises CannotRunError where the file exists and
    `replace` is false, RefusedError naming every wrong answer and everything wrong with the file.
    """
    if not replace and path.exists():
        raise CannotRunError(Problem("FILE_EXISTS", file=str(path)))
    problems = [problem for key in answers if (problem := answer_problem(key, answers[key]))]
    if problems:
        raise RefusedError(problems)
    suggested = {question.key: question.suggestion for question in QUESTIONS}
    write_file(path, "".join(_lines({**suggested, **answers}, language)).encode())
    return check_configuration(path)


def check_configuration(path: Path) -> tuple[str, ...]:
    """The keys that issuing needs and a configuration does not have.

    Raises CannotRunError where it cannot be read, RefusedError naming every problem, wrong keys included.
    """
    settings = load_settings(path, load_specification())
    if problems := tuple(key_problems(settings)):
        raise RefusedError(one.at(file=str(path)) for one in problems)
    return tuple(question.key for question in QUESTIONS if question.needed and not _has(settings, question))


@dataclass(frozen=True, slots=True)
class SettingInForce:
    """One setting: its key, its value as text, whether it is the default, and the code of its explanation."""

    key: str
    value: str
    is_default: bool
    explanation: str


def settings_in_force(settings: Settings) -> tuple[SettingInForce, ...]:
    """Every setting of a configuration, in the order of the file; the address of a database is not shown."""
    return tuple(_in_force(settings, f"{table}.{name}") for table, keys in TABLES.items() for name in keys)


def _in_force(settings: Settings, key: str) -> SettingInForce:
    table, _, name = key.partition(".")
    value, usual = (getattr(getattr(one, table), name) for one in (settings, Settings()))
    match value:
        case bool():
            shown = "true" if value else "false"
        case Mapping():
            shown = "、".join(f"{heading} = {fact}" for heading, fact in value.items())
        case _:
            # The address of a database may hold a password, against all advice.
            shown = "…" if key == "register.url" and value else str(value)
    return SettingInForce(key, shown, value == usual, f"CONFIG_{table}_{name}".upper())


def _has(settings: Settings, question: Question) -> bool:
    table, _, name = question.key.partition(".")
    return question.rule.kind == "switch" or bool(getattr(getattr(settings, table), name))


def _value(rule: Key, answer: str) -> str | int | bool:
    """An answer as the value that it means; as text where it means none of the rule's kind."""
    if rule.kind == "switch" and answer in ("true", "false"):
        return answer == "true"
    if rule.kind == "whole" and answer.isascii() and answer.isdecimal():
        return int(answer)
    return answer


def _expected(rule: Key) -> dict[str, str]:
    return {"expected": rule.expected if rule.kind in ("whole", "switch") else f"≤ {rule.limit}"}


def _lines(answers: Mapping[str, str], language: Language) -> Iterator[str]:
    yield _comment(message("CONFIG_HEADING", language, {}))
    table = ""
    for question in QUESTIONS:
        name, _, key = question.key.partition(".")
        if name != table:
            table = name
            yield f"\n[{table}]\n"
        yield _comment(question.explanation(language))
        answer = answers[question.key]
        # A pattern with the code of the body is wrong as long as there is none.
        open_yet = not answer or ("{body}" in answer and not answers["body.code"])
        yield f"{'# ' if open_yet else ''}{key} = {_written(question.rule, answer)}\n"
    yield "\n" + _comment(message("CONFIG_READINGS", language, {})) + "[readings]\n"
    for reading in load_specification().readings.values():
        if reading.kind != "fixed":
            yield from _reading_lines(reading)


def _reading_lines(reading: Reading) -> Iterator[str]:
    """A reading that a body may choose: clause, question, the choices with their rules, the default."""
    yield _comment(f"{reading.clause} {reading.question}")
    for name, choice in reading.choices.items():
        yield _comment(f"  {name}: {choice.rule}" if reading.kind == "choice" else f"  {choice.rule}")
    default = reading.default if reading.kind == "number" else json.dumps(reading.default)
    yield f"# {reading.id} = {default}\n\n"


def _written(rule: Key, answer: str) -> str:
    # A JSON string is a basic string of TOML as well.
    return answer if rule.kind in ("whole", "switch") else json.dumps(answer, ensure_ascii=False)


def _comment(text: str) -> str:
    return "".join(f"# {line}".rstrip() + "\n" for line in text.splitlines())
