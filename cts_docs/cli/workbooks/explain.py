"""The commands `explain` and `compare`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cts_docs.cli.help import argument, command, option
from cts_docs.cli.options import common, common_options, json_option
from cts_docs.cli.output import exit_code, print_json

_GRADE = "grade.grade"


@command(help="HELP_EXPLAIN")
@argument("workbook", metavar="METAVAR_WORKBOOK", help="ARGUMENT_WORKBOOK", type=click.Path(path_type=Path))
@argument("figure", metavar="METAVAR_OPTIONAL_FIGURE", help="ARGUMENT_FIGURE", default=_GRADE)
@option(
    "--set",
    "settings",
    multiple=True,
    metavar="METAVAR_SETTING",
    help="OPTION_SET",
)
@json_option
@common_options
@click.pass_context
def explain(
    context: click.Context, workbook: Path, figure: str, settings: tuple[str, ...], *, as_json: bool
) -> None:
    """Explain a figure: formula, cells, clauses and readings."""
    from cts_docs.cli.workbooks.explain_output import print_explained
    from cts_docs.serialization.explanations import serialize_explanation
    from cts_docs.serialization.labels import figure_labels
    from cts_docs.services.workbooks.explain import explain_workbook

    options = common(context)
    explained = explain_workbook(workbook, options.service_context(), figure, settings, figure_labels)
    if as_json:
        print_json(serialize_explanation(explained, options.language))
    else:
        print_explained(explained, options.language)
    sys.exit(exit_code([explained]))


@command(help="HELP_COMPARE")
@argument("before", metavar="METAVAR_A", help="ARGUMENT_BEFORE", type=click.Path(path_type=Path))
@argument("after", metavar="METAVAR_B", help="ARGUMENT_AFTER", type=click.Path(path_type=Path))
@json_option
@common_options
@click.pass_context
def compare(context: click.Context, before: Path, after: Path, *, as_json: bool) -> None:
    """Compare the inputs and the results of two workbooks."""
    from cts_docs.cli.workbooks.explain_output import print_compared
    from cts_docs.serialization.explanations import serialize_comparison
    from cts_docs.services.workbooks.explain import compare_workbooks

    options = common(context)
    compared = compare_workbooks(before, after, options.service_context())
    if as_json:
        print_json(serialize_comparison(compared, options.language))
    else:
        print_compared(compared, options.language)
    sys.exit(exit_code([compared]))


COMMANDS = (explain, compare)
