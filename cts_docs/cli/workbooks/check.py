"""The commands on score workbooks: new, check, score."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cts_docs.cli.help import command, option
from cts_docs.cli.options import WORKBOOKS, common, common_options, json_option, output_option
from cts_docs.cli.output import exit_code, localized, print_json, print_message, print_problems

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cts_docs.messages import Language
    from cts_docs.services import Stage
    from cts_docs.services.results import Checked

_STAGES = ("score", "render", "issue")
_MOST_EVALUATORS = 500


@command(help="HELP_NEW")
@output_option("METAVAR_FILE_XLSX", "OPTION_NEW_OUTPUT", required=False)
@option("--forms", metavar="METAVAR_DIR", type=click.Path(path_type=Path), help="OPTION_NEW_FORMS")
@option(
    "--from", "workbook", metavar="METAVAR_WORKBOOK", type=click.Path(path_type=Path), help="OPTION_NEW_FROM"
)
@option(
    "--evaluators",
    type=click.IntRange(1, _MOST_EVALUATORS),
    metavar="METAVAR_COUNT",
    default=5,
    show_default=True,
    help="OPTION_EVALUATORS",
)
@option("--spec", "identifier", metavar="METAVAR_ID", help="OPTION_SPEC")
@option("--force", is_flag=True, help="OPTION_FORCE")
@common_options
@click.pass_context
def new(
    context: click.Context,
    output: Path | None,
    forms: Path | None,
    workbook: Path | None,
    evaluators: int,
    identifier: str | None,
    *,
    force: bool,
) -> None:
    """Write a blank score workbook, or blank forms for the site, or both."""
    from cts_docs.services import new_workbook, write_site_forms

    options = common(context)
    if output is None and forms is None:
        raise click.UsageError(localized("USAGE_NEW_OUTPUT", options.language))
    if workbook is not None and forms is None:
        raise click.UsageError(localized("USAGE_NEW_FROM", options.language))
    services = options.service_context()
    if output is not None:
        new_workbook(output, services, evaluators=evaluators, identifier=identifier, replace=force)
        print_message(localized("NEW_DONE", options.language, file=str(output)))
    if forms is not None:
        written = write_site_forms(forms, services, workbook, identifier=identifier, replace=force)
        print_problems(written.problems, options.language)
        for path in written.paths:
            print_message(localized("NEW_FORM_DONE", options.language, file=str(path)))


@command(help="HELP_CHECK")
@WORKBOOKS
@option(
    "--for",
    "stage",
    type=click.Choice(_STAGES),
    default="render",
    show_default=True,
    help="OPTION_FOR",
)
@option(
    "--annotate",
    "folder",
    metavar="METAVAR_DIR",
    type=click.Path(path_type=Path),
    help="OPTION_ANNOTATE",
)
@json_option
@common_options
@click.pass_context
def check(
    context: click.Context, workbooks: tuple[Path, ...], stage: Stage, folder: Path | None, *, as_json: bool
) -> None:
    """Report every problem of workbooks, by cell."""
    from cts_docs.cli.workbooks.output import print_checked
    from cts_docs.serialization.results import serialize_checked
    from cts_docs.services import annotate_workbooks, check_workbooks, today

    options = common(context)
    checked = check_workbooks(workbooks, stage, options.service_context(), today())
    copies = None
    if folder is not None:
        annotated = annotate_workbooks(checked, folder, options.language)
        copies, checked = annotated.copies, annotated.checked
    if as_json:
        print_json({"workbooks": [serialize_checked(one, options.language, copies) for one in checked]})
    else:
        print_checked(checked, options.language)
    if copies is not None:
        _print_copies(checked, copies, options.language)
    sys.exit(exit_code(checked))


def _print_copies(checked: Sequence[Checked], copies: Mapping[str, Path], language: Language) -> None:
    """Where each annotated copy is; which workbooks with problems have none."""
    for one in checked:
        if one.path in copies:
            print_message(localized("ANNOTATE_DONE", language, file=str(copies[one.path])))
        elif one.problems:
            print_message(localized("ANNOTATE_NONE", language, file=one.path))


@command(help="HELP_SCORE")
@WORKBOOKS
@json_option
@common_options
@click.pass_context
def score(context: click.Context, workbooks: tuple[Path, ...], *, as_json: bool) -> None:
    """Print scores, maturity level and grade."""
    from cts_docs.cli.workbooks.output import print_scored
    from cts_docs.serialization.results import serialize_scored
    from cts_docs.services import score_workbooks

    options = common(context)
    scored = score_workbooks(workbooks, options.service_context())
    if as_json:
        print_json({"workbooks": [serialize_scored(one, options.language) for one in scored]})
    else:
        print_scored(scored, options.language)
    sys.exit(exit_code(scored))


COMMANDS = (new, check, score)
