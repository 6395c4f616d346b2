"""The commands that judge and adopt a body's own templates: lint, adopt."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cts_docs.cli.options import Day, common, common_options, json_option
from cts_docs.cli.output import problem_lines, say_json, tell, tell_problems, word
from cts_docs.errors import Problem
from cts_docs.messages import Language, message, remedy

if TYPE_CHECKING:
    from cts_docs.services.templates.adoption import Linted

_FILE = click.argument("file", metavar="FILE.docx", type=click.Path(path_type=Path))
_AS = click.option("--as", "document", metavar="NAME", help="Which document it is for. 是哪种文档的模板。")
_SPEC = click.option("--spec", "identifier", metavar="ID", help="For which specification. 用于哪份规范。")
DATE = click.option(
    "--date",
    metavar="D",
    type=Day(),
    help="Date for the register. 登记日期。",
)
WHAT = click.option("--what", default="", metavar="TEXT", help="What was changed, and why. 改动说明。")


@click.command()
@_FILE
@_AS
@_SPEC
@click.option(
    "--annotate",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Write a copy with comments. 批注副本。",
)
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
    """检查改动过的模板 — Every fault of a changed template, by paragraph and cell."""
    from cts_docs.services.templates.adoption import annotate_template, lint_template

    said = common(context)
    linted = lint_template(said.service_context(), file, document, identifier)
    _say_linted(linted, said.language, as_json=as_json)
    if annotate is not None:
        copy = annotate_template(linted, annotate, lambda problem: _comment(problem, said.language))
        tell(word("TEMPLATE_ANNOTATED", said.language, file=str(copy)))
    sys.exit(not linted.ok)


@click.command()
@_FILE
@_AS
@_SPEC
@DATE
@WHAT
@click.option("--force", is_flag=True, help="Replace a file changed by hand. 覆盖手工改动过的文件。")
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
    """登记机构自己的模板 — Put a template into the body's own folder and its register."""
    from cts_docs.services.templates.adoption import adopt_template, lint_template
    from cts_docs.services.templates.register import occasion

    said = common(context)
    told = occasion(date, what)
    service_context = said.service_context()
    linted = lint_template(service_context, file, document, identifier)
    tell_problems([problem for problem in linted.problems if not problem.is_error], said.language)
    adopted = adopt_template(service_context, linted, told, replace=force)
    tell(word("TEMPLATE_ADOPTED", said.language, file=str(adopted.path), version=str(adopted.version)))


def _say_linted(linted: Linted, language: Language, *, as_json: bool) -> None:
    if as_json:
        faults = [_fault(problem, language) for problem in linted.problems]
        say_json({"path": linted.subject.name, "ok": linted.ok, "problems": faults})
        return
    tell_problems(linted.problems, language)
    if not linted.problems:
        tell(word("TEMPLATE_LINTED", language, file=linted.subject.name))


def _fault(problem: Problem, language: Language) -> dict[str, str]:
    values = {"found": problem.found, "file": problem.file, "field": problem.field, **problem.values}
    places = {key: problem.values.get(key, "") for key in ("part", "paragraph", "table", "row", "cell")}
    return {
        "code": problem.code,
        "severity": problem.severity,
        **places,
        "found": problem.found,
        "message": message(problem.code, language, values),
        "remedy": remedy(problem.code, language, values),
    }


def _comment(problem: Problem, language: Language) -> str:
    return "\n".join(line.strip() for line in problem_lines(problem, language))


COMMANDS = (lint, adopt)
