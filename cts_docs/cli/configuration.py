"""The commands on the configuration of the body: config new, config check."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from cts_docs.cli.help import argument, group, option
from cts_docs.cli.options import common, common_options, json_option, output_option
from cts_docs.cli.output import localized, print_json, print_message, print_problems
from cts_docs.cli.specification_output import problem_json
from cts_docs.errors import CannotRunError, Problem, RefusedError
from cts_docs.messages import Language


@group(help="HELP_CONFIG")
@common_options
def config() -> None:
    """The group `config`."""


@config.command(help="HELP_CONFIG_NEW")
@output_option("METAVAR_FILE_TOML", "OPTION_CONFIG_OUTPUT", required=False)
@option("--set", "answers", multiple=True, metavar="METAVAR_KEY_VALUE", help="OPTION_CONFIG_SET")
@option("--force", is_flag=True, help="OPTION_FORCE")
@common_options
@click.pass_context
def new(context: click.Context, output: Path | None, answers: tuple[str, ...], *, force: bool) -> None:
    """Write a first configuration from options and, on a terminal, from answers."""
    from cts_docs.services.configuration import write_configuration

    path, language = output or Path("cts-docs.toml"), common(context).language
    if not force and path.exists():
        raise CannotRunError(Problem("FILE_EXISTS", file=str(path)))
    given = dict(_split(answer) for answer in answers)
    if sys.stdin.isatty():
        given |= _ask(given, language)
    missing = write_configuration(path, given, language, replace=force)
    print_message(localized("CONFIG_WRITTEN", language, file=str(path)))
    _print_missing(missing, language)


@config.command(help="HELP_CONFIG_CHECK")
@argument("file", metavar="METAVAR_FILE_TOML", type=click.Path(path_type=Path), help="ARGUMENT_CONFIG")
@json_option
@common_options
@click.pass_context
def check(context: click.Context, file: Path, *, as_json: bool) -> None:
    """Report the faults of a configuration, and what issuing still needs."""
    from cts_docs.services.configuration import check_configuration

    language = common(context).language
    problems: tuple[Problem, ...] = ()
    missing: tuple[str, ...] = ()
    try:
        missing = check_configuration(file)
    except RefusedError as error:
        problems = tuple(error.problems)
    if as_json:
        shown = [problem_json(problem, language) for problem in problems]
        print_json({"path": str(file), "ok": not problems, "problems": shown, "missing": list(missing)})
    print_problems(problems, language)
    if not problems:
        _print_missing(missing, language)
    sys.exit(bool(problems))


def _split(answer: str) -> tuple[str, str]:
    key, separator, value = answer.partition("=")
    if not separator:
        raise CannotRunError(Problem("CONFIG_SYNTAX", found=answer))
    return key.strip(), value.strip()


def _ask(given: Mapping[str, str], language: Language) -> dict[str, str]:
    """The answers of the person at the terminal to what was not given as an option."""
    from cts_docs.services.configuration import QUESTIONS, Question, answer_problem

    def ask(question: Question) -> str:
        while True:
            text = f"{question.explanation(language)}\n{question.key}"
            answer: str = click.prompt(
                text, default=question.suggestion, show_default=bool(question.suggestion), err=True
            )
            problem = answer_problem(question.key, answer.strip())
            if problem is None:
                return answer.strip()
            print_problems([problem], language)

    print_message(localized("CONFIG_ASK", language))
    return {question.key: ask(question) for question in QUESTIONS if question.key not in given}


def _print_missing(missing: tuple[str, ...], language: Language) -> None:
    code = "CONFIG_INCOMPLETE" if missing else "CONFIG_COMPLETE"
    print_message(localized(code, language, keys=", ".join(missing)))


COMMANDS = (config,)
