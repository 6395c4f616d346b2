"""The commands on Word files: templates, and the data embedded in a document."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cts_docs.cli.help import argument, command, group, option
from cts_docs.cli.options import Day, common, common_options, json_option, output_option
from cts_docs.cli.output import (
    format_problem,
    localized,
    plain,
    print_json,
    print_line,
    print_message,
    print_problems,
    print_table,
)
from cts_docs.errors import Problem
from cts_docs.messages import Language, message, remedy

if TYPE_CHECKING:
    from cts_docs.services import Template
    from cts_docs.services.templates.adoption import Linted

_FILE = argument(
    "file", metavar="METAVAR_FILE_DOCX", type=click.Path(path_type=Path), help="ARGUMENT_TEMPLATE"
)
_AS = option("--as", "document", metavar="METAVAR_NAME", help="OPTION_AS")
_SPEC = option("--spec", "identifier", metavar="METAVAR_ID", help="OPTION_TEMPLATE_SPEC")
_DATE = option("--date", metavar="METAVAR_DATE", type=Day(), help="OPTION_TEMPLATE_DATE")
_WHAT = option("--what", default="", metavar="METAVAR_TEXT", help="OPTION_TEMPLATE_WHAT")


@group(help="HELP_TEMPLATES")
@common_options
def templates() -> None:
    """The group `templates`."""


@templates.command("list", help="HELP_TEMPLATES_LIST")
@json_option
@common_options
@click.pass_context
def list_(context: click.Context, *, as_json: bool) -> None:
    """List the templates with number, version and date from their register."""
    from cts_docs.services import list_templates

    found = list_templates(common(context).service_context().settings.templates)
    if as_json:
        print_json({"templates": [_template_row(one) for one in found]})
    else:
        columns = ("number", "path", "version", "date", "sha256")
        print_table(tuple(str(_template_row(one)[column]) for column in columns) for one in found)


@templates.command(help="HELP_TEMPLATES_REGENERATE")
@output_option("METAVAR_DIR", "OPTION_REGENERATE_OUTPUT", required=False)
@_DATE
@_WHAT
@common_options
@click.pass_context
def regenerate(
    context: click.Context, output: Path | None, date: datetime.datetime | None, what: str
) -> None:
    """Write every template again from the specification."""
    from cts_docs.services import regenerate_templates
    from cts_docs.services.templates.register import revision_note

    change = revision_note(date, what) if date or what else None
    for path in regenerate_templates(common(context).service_context(), output, change):
        print_line(str(path))


@templates.command(help="HELP_TEMPLATES_CHECK")
@common_options
@click.pass_context
def check(context: click.Context) -> None:
    """Compare the templates with the specification."""
    from cts_docs.services import check_templates

    options = common(context)
    problems = check_templates(options.service_context())
    print_problems(problems, options.language)
    if not problems:
        print_message(localized("TEMPLATES_FRESH", options.language))
    sys.exit(any(problem.is_error for problem in problems))


@templates.command(help="HELP_TEMPLATES_LINT")
@_FILE
@_AS
@_SPEC
@option("--annotate", metavar="METAVAR_DIR", type=click.Path(path_type=Path), help="OPTION_LINT_ANNOTATE")
@json_option
@common_options
@click.pass_context
def lint(
    context: click.Context,
    file: Path,
    document: str | None,
    identifier: str | None,
    annotate: Path | None,
    *,
    as_json: bool,
) -> None:
    """Report every fault of a template that was edited."""
    from cts_docs.services.templates.adoption import annotate_template, lint_template

    options = common(context)
    linted = lint_template(options.service_context(), file, document, identifier)
    _print_linted(linted, options.language, as_json=as_json)
    if annotate is not None:
        copy = annotate_template(linted, annotate, lambda problem: _comment(problem, options.language))
        print_message(localized("TEMPLATE_ANNOTATED", options.language, file=str(copy)))
    sys.exit(not linted.ok)


@templates.command(help="HELP_TEMPLATES_ADOPT")
@_FILE
@_AS
@_SPEC
@_DATE
@_WHAT
@option("--force", is_flag=True, help="OPTION_ADOPT_FORCE")
@common_options
@click.pass_context
def adopt(
    context: click.Context,
    file: Path,
    document: str | None,
    identifier: str | None,
    date: datetime.datetime | None,
    what: str,
    *,
    force: bool,
) -> None:
    """Check a template and enter it into the body's own folder and register."""
    from cts_docs.services.templates.adoption import adopt_template, lint_template
    from cts_docs.services.templates.register import revision_note

    options = common(context)
    change = revision_note(date, what)
    service_context = options.service_context()
    linted = lint_template(service_context, file, document, identifier)
    print_problems([problem for problem in linted.problems if not problem.is_error], options.language)
    adopted = adopt_template(service_context, linted, change, replace=force)
    values = {"file": str(adopted.path), "version": str(adopted.version)}
    print_message(localized("TEMPLATE_ADOPTED", options.language, **values))


@command(help="HELP_SHOW")
@argument("file", metavar="METAVAR_FILE_DOCX", type=click.Path(path_type=Path), help="ARGUMENT_SHOW_FILE")
@json_option
@common_options
@click.pass_context
def show(context: click.Context, file: Path, *, as_json: bool) -> None:
    """Print the data embedded in a document."""
    from cts_docs.services import show_twin

    data = show_twin(file)
    if as_json:
        print_json(data)
    else:
        print_message(localized("SHOW_SIGNPOST", common(context).language))
        for line in _value_lines(data, ""):
            print_line(line)


def _template_row(template: Template) -> dict[str, str | int]:
    entry = template.entry
    return {
        "number": entry.number if entry else "",
        "path": template.path,
        "version": entry.version if entry else "",
        "date": entry.date if entry else "",
        "sha256": template.sha256,
        "own": template.own,
    }


def _print_linted(linted: Linted, language: Language, *, as_json: bool) -> None:
    if as_json:
        problems = [_problem_json(problem, language) for problem in linted.problems]
        print_json({"path": linted.request.name, "ok": linted.ok, "problems": problems})
        return
    print_problems(linted.problems, language)
    if not linted.problems:
        print_message(localized("TEMPLATE_LINTED", language, file=linted.request.name))


def _problem_json(problem: Problem, language: Language) -> dict[str, str]:
    values = {"found": problem.found, "file": problem.file, "field": problem.field, **problem.values}
    location = {key: problem.values.get(key, "") for key in ("part", "paragraph", "table", "row", "cell")}
    return {
        "code": problem.code,
        "severity": problem.severity,
        **location,
        "found": problem.found,
        "message": message(problem.code, language, values),
        "remedy": remedy(problem.code, language, values),
    }


def _comment(problem: Problem, language: Language) -> str:
    return "\n".join(line.strip() for line in format_problem(problem, language, commands=False))


def _value_lines(value: object, name: str) -> list[str]:
    """A nested value as `path: value` lines."""
    if isinstance(value, dict):
        inner = [(f"{name}.{key}" if name else key, part) for key, part in value.items()]
    elif isinstance(value, list):
        inner = [(f"{name}[{place}]", part) for place, part in enumerate(value, 1)]
    else:
        return [plain(f"{name}: {'—' if value is None else value}")]
    return [line for path, part in inner for line in _value_lines(part, path)]


COMMANDS = (templates, show)
