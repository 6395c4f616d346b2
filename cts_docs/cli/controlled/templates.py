"""The commands on Word files: the templates, and the machine-readable twin inside a document."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cts_docs.cli.controlled import adoption as template_work
from cts_docs.cli.options import common, common_options, json_option, output_option
from cts_docs.cli.output import plain, say, say_json, say_table, tell, tell_problems, word

if TYPE_CHECKING:
    from cts_docs.services import Template


@click.group()
@common_options
def templates() -> None:
    """由技术规范生成的模板 — Templates made from the specification."""


@templates.command("list")
@json_option
@common_options
def list_(*, as_json: bool) -> None:
    """列出模板 — List the templates."""
    from cts_docs.services import list_templates

    found = list_templates()
    if as_json:
        say_json({"templates": [_listed(one) for one in found]})
    else:
        say_table(tuple(str(value) for value in _listed(one).values()) for one in found)


def _listed(template: Template) -> dict[str, str | int]:
    """A template with its number, version and date from the register."""
    entry = template.entry
    return {
        "number": entry.number if entry else "",
        "path": template.path,
        "version": entry.version if entry else "",
        "date": entry.date if entry else "",
        "sha256": template.sha256,
    }


@templates.command()
@output_option("DIR", "Where to. 写到哪个文件夹。", required=False)
@template_work.DATE
@template_work.WHAT
@common_options
@click.pass_context
def regenerate(
    context: click.Context, output: Path | None, date: datetime.datetime | None, what: str
) -> None:
    """由技术规范重新生成模板 — Make the templates anew from the specification.

    With --date and --what the changed ones enter the register beside them.
    """
    from cts_docs.services import regenerate_templates
    from cts_docs.services.templates.register import occasion

    said = common(context)
    told = occasion(date, what) if date or what else None
    for path in regenerate_templates(said.service_context(), output, told):
        say(str(path))


@templates.command()
@common_options
@click.pass_context
def check(context: click.Context) -> None:
    """核对模板与技术规范是否一致 — Compare the templates with the specification."""
    from cts_docs.services import check_templates

    said = common(context)
    problems = check_templates(said.service_context())
    tell_problems(problems, said.language)
    if not problems:
        tell(word("TEMPLATES_FRESH", said.language))
    sys.exit(any(problem.is_error for problem in problems))


@click.command()
@click.argument("file", metavar="FILE.docx", type=click.Path(path_type=Path))
@json_option
@common_options
@click.pass_context
def show(context: click.Context, file: Path, *, as_json: bool) -> None:
    """显示文档内的机器可读数据 — Print the machine-readable twin inside a document."""
    from cts_docs.services import show_twin

    twin = show_twin(file)
    if as_json:
        say_json(twin)
    else:
        tell(word("SHOW_SIGNPOST", common(context).language))
        for line in _lines(twin, ""):
            say(line)


def _lines(value: object, name: str) -> list[str]:
    """A nested value as `path: value` lines."""
    if isinstance(value, dict):
        inner = [(f"{name}.{key}" if name else key, part) for key, part in value.items()]
    elif isinstance(value, list):
        inner = [(f"{name}[{place}]", part) for place, part in enumerate(value, 1)]
    else:
        return [plain(f"{name}: {'—' if value is None else value}")]
    return [line for path, part in inner for line in _lines(part, path)]


for command in template_work.COMMANDS:
    templates.add_command(command)

COMMANDS = (templates, show)
