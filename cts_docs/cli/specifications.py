"""The commands on specifications."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cts_docs.cli.help import argument, group, option
from cts_docs.cli.options import common, common_options, json_option, output_option
from cts_docs.cli.output import (
    localized,
    print_json,
    print_message,
    print_problems,
    print_table,
)
from cts_docs.cli.specification_output import (
    case_json,
    change_json,
    print_changes,
    print_impact,
    print_specification,
    problem_json,
    specification_row,
)
from cts_docs.errors import RefusedError

_FILE = argument(
    "file", metavar="METAVAR_FILE_TOML", help="ARGUMENT_SPEC_FILE", type=click.Path(path_type=Path)
)
_OUTPUT = output_option("METAVAR_FILE", "OPTION_SPEC_OUTPUT")


@group(help="HELP_SPEC")
@common_options
def spec() -> None:
    """The group `spec`."""


@spec.command("list", help="HELP_SPEC_LIST")
@json_option
@common_options
@click.pass_context
def list_(context: click.Context, *, as_json: bool) -> None:
    """List the specifications."""
    found = common(context).service_context().specifications()
    if as_json:
        print_json({"specifications": [specification_row(one) for one in found]})
    else:
        print_table((one.id, one.control.number, one.control.version, one.control.title) for one in found)


@spec.command(help="HELP_SPEC_SHOW")
@argument("identifier", metavar="METAVAR_OPTIONAL_ID", help="ARGUMENT_ID", required=False)
@json_option
@common_options
@click.pass_context
def show(context: click.Context, identifier: str | None, *, as_json: bool) -> None:
    """Show one specification: control block, points, readings."""
    from cts_docs.serialization.results import serialize_specification

    options = common(context)
    found = options.service_context().specification(identifier)
    if as_json:
        print_json(serialize_specification(found))
    else:
        print_specification(found, options.language)


@spec.command(help="HELP_SPEC_EXPORT")
@argument("identifier", metavar="METAVAR_OPTIONAL_ID", help="ARGUMENT_ID", required=False)
@_OUTPUT
@common_options
@click.pass_context
def export(context: click.Context, identifier: str | None, output: Path) -> None:
    """Write the whole controlled document in Word."""
    from cts_docs.services.specifications.specifications import export_specification

    options = common(context)
    done = export_specification(options.service_context(), identifier, output)
    print_problems(done.problems, options.language)
    if not done.with_pages:
        print_message(localized("SPEC_EXPORTED_WITHOUT_PAGES", options.language))
    print_message(localized("SPEC_EXPORTED", options.language, file=str(done.path)))


@spec.command(help="HELP_SPEC_CHECK")
@_FILE
@json_option
@common_options
@click.pass_context
def check(context: click.Context, file: Path, *, as_json: bool) -> None:
    """Report every fault of a data file, by line."""
    from cts_docs.services.specifications.specifications import check_specification

    language = common(context).language
    try:
        found, remarks = check_specification(common(context).service_context(), file)
    except RefusedError as refusal:
        faults = sorted(refusal.problems, key=lambda problem: int(problem.values.get("line", "0") or 0))
        if as_json:
            said = [problem_json(one, language) for one in faults]
            print_json({"path": str(file), "ok": False, "problems": said})
        print_problems(faults, language)
        sys.exit(1)
    if as_json:
        warned = [problem_json(one, language) for one in remarks]
        print_json({"path": str(file), "ok": True, "problems": warned})
    print_problems(remarks, language)
    control = found.control
    print_message(
        localized("SPEC_CHECK_FINE", language, file=str(file), number=control.number, version=control.version)
    )


@spec.command(help="HELP_SPEC_DERIVE")
@option("--from", "source", metavar="METAVAR_ID_OR_FILE", help="OPTION_FROM")
@option("--service", default="", metavar="METAVAR_NAME", help="OPTION_SERVICE")
@option("--number", default="", metavar="METAVAR_NUMBER", help="OPTION_NUMBER")
@option("--version", default="", metavar="METAVAR_VERSION", help="OPTION_SPEC_VERSION")
@option("--body", default="", metavar="METAVAR_NAME", help="OPTION_BODY")
@option("--issue-date", default="", metavar="METAVAR_DATE_DIGITS", help="OPTION_ISSUE_DATE")
@option("--effective-date", default="", metavar="METAVAR_DATE_DIGITS", help="OPTION_EFFECTIVE_DATE")
@option("--prepared-by", default="", metavar="METAVAR_NAME", help="OPTION_PREPARED_BY")
@option("--reviewed-by", default="", metavar="METAVAR_NAME", help="OPTION_REVIEWED_BY")
@option("--approved-by", default="", metavar="METAVAR_NAME", help="OPTION_APPROVED_BY")
@option("--status", default="", metavar="METAVAR_TEXT", help="OPTION_STATUS")
@option("--what", default="", metavar="METAVAR_TEXT", help="OPTION_REVISION")
@option("--force", is_flag=True, help="OPTION_FORCE")
@_OUTPUT
@common_options
@click.pass_context
def derive(
    context: click.Context, /, output: Path, source: str | None, *, force: bool, **wanted: str
) -> None:
    """Derive a sibling or the next revision from an existing specification."""
    from cts_docs.services import Derivation
    from cts_docs.services.specifications.specifications import derive_specification

    options = common(context)
    derivation = Derivation(**{name: value for name, value in wanted.items() if value})
    made, remarks = derive_specification(options.service_context(), source, derivation, output, replace=force)
    control = made.control
    print_message(
        localized(
            "SPEC_DERIVED",
            options.language,
            file=str(output),
            number=control.number,
            version=control.version,
        )
    )
    print_problems(remarks, options.language)


@spec.command("import", help="HELP_SPEC_IMPORT")
@argument(
    "file",
    metavar="METAVAR_FILE_DOCX",
    help="ARGUMENT_CONTROLLED_DOCUMENT",
    type=click.Path(path_type=Path),
)
@option("--like", metavar="METAVAR_ID_OR_FILE", help="OPTION_LIKE")
@option("--force", is_flag=True, help="OPTION_FORCE")
@_OUTPUT
@common_options
@click.pass_context
def import_(context: click.Context, file: Path, output: Path, like: str | None, *, force: bool) -> None:
    """Read a controlled document into the draft of a data file."""
    from cts_docs.services.specifications.specifications import import_specification

    options = common(context)
    language = options.language
    done = import_specification(
        options.service_context(), file, output, like=like, language=language, replace=force
    )
    print_problems(done.problems, language)
    if done.specification is None:
        print_message(localized("IMPORT_INCOMPLETE", language, file=str(output)))
        sys.exit(1)
    control = done.specification.control
    values = {"number": control.number, "version": control.version, "count": str(len(done.problems))}
    print_message(localized("IMPORT_DONE", language, file=str(output), **values))


@spec.command(help="HELP_SPEC_DIFF")
@argument("before", metavar="METAVAR_A", help="ARGUMENT_BEFORE")
@argument("after", metavar="METAVAR_B", help="ARGUMENT_AFTER")
@json_option
@common_options
@click.pass_context
def diff(context: click.Context, before: str, after: str, *, as_json: bool) -> None:
    """Compare two specifications, named by ID@VERSION or data file."""
    from cts_docs.services.specifications.specifications import compare_specifications

    options = common(context)
    found = compare_specifications(options.service_context(), before, after)
    if as_json:
        print_json({"changes": [change_json(one) for one in found]})
    else:
        print_changes(found, options.language)


@spec.command(help="HELP_SPEC_IMPACT")
@_FILE
@option(
    "--archive",
    "place",
    required=True,
    metavar="METAVAR_PLACE",
    type=click.Path(path_type=Path),
    help="OPTION_ARCHIVE",
)
@json_option
@common_options
@click.pass_context
def impact(context: click.Context, file: Path, place: Path, *, as_json: bool) -> None:
    """List the archived grades that a draft would change."""
    from cts_docs.services.archive.archive import open_archive_service
    from cts_docs.services.archive.issue import archive_context
    from cts_docs.services.specifications.impact import recompute
    from cts_docs.services.specifications.specifications import check_specification

    options = common(context)
    draft, _ = check_specification(options.service_context(), file)
    service = open_archive_service(place, archive_context(place, options.config))
    found = [recompute(service.show(entry.number), draft) for entry in service.entries()]
    if as_json:
        print_json({"cases": [case_json(one, options.language) for one in found]})
    else:
        print_impact(found, options.language)


COMMANDS = (spec,)
