"""The commands that answer why: `explain` a figure, `compare` two workbooks."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cts_docs.cli.options import common, common_options, json_option
from cts_docs.cli.output import say_json

_GRADE = "grade.grade"


@click.command()
@click.argument("workbook", metavar="WORKBOOK", type=click.Path(path_type=Path))
@click.argument("figure", metavar="[FIGURE]", default=_GRADE)
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NAME[ID,FORM]=VALUE",
    help="What would change, were this input otherwise; repeatable. 试改输入，列出会变化的数值。",
)
@json_option
@common_options
@click.pass_context
def explain(
    context: click.Context, workbook: Path, figure: str, settings: tuple[str, ...], *, as_json: bool
) -> None:
    """说明一个数值的来历 — A figure of `score`, its formula, cells, clauses and readings."""
    from cts_docs.cli.workbooks.explain_output import say_explained
    from cts_docs.serialization.explanations import serialize_explanation
    from cts_docs.services.workbooks.explain import explain_workbook

    said = common(context)
    explained = explain_workbook(workbook, said.service_context(), figure, settings)
    if as_json:
        say_json(serialize_explanation(explained, said.language))
    else:
        say_explained(explained, said.language)
    sys.exit(not explained.ok)


@click.command()
@click.argument("before", metavar="A", type=click.Path(path_type=Path))
@click.argument("after", metavar="B", type=click.Path(path_type=Path))
@json_option
@common_options
@click.pass_context
def compare(context: click.Context, before: Path, after: Path, *, as_json: bool) -> None:
    """比较两份工作簿 — Two workbooks: the inputs and the results that differ."""
    from cts_docs.cli.workbooks.explain_output import say_compared
    from cts_docs.serialization.explanations import serialize_comparison
    from cts_docs.services.workbooks.explain import compare_workbooks

    said = common(context)
    compared = compare_workbooks(before, after, said.service_context())
    if as_json:
        say_json(serialize_comparison(compared, said.language))
    else:
        say_compared(compared, said.language)
    sys.exit(not compared.ok)


COMMANDS = (explain, compare)
