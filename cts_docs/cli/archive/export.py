"""The commands that take things out of an archive: export, and move to another database."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from cts_docs.cli.archive.options import (
    answering,
    as_of_option,
    open_for_writing,
    open_service,
    person_option,
    place_option,
)
from cts_docs.cli.help import argument, command, option
from cts_docs.cli.options import Day, common, common_options, is_verbose, json_option, output_option
from cts_docs.cli.output import localized, plain, print_json, print_line, print_message

_EMBEDDED = "sqlite"


@command(help="HELP_ARCHIVE_EXPORT")
@argument("numbers", nargs=-1, metavar="METAVAR_OPTIONAL_NUMBERS", help="ARGUMENT_NUMBERS")
@place_option
@output_option("METAVAR_DIR", "OPTION_EXPORT_OUTPUT")
@as_of_option
@json_option
@common_options
@click.pass_context
def export(
    context: click.Context,
    numbers: tuple[str, ...],
    place: Path,
    output: Path,
    as_of: datetime.datetime | None,
    *,
    as_json: bool,
) -> None:
    """Export the register and the directory of certified clients, or packages as zip files."""
    from cts_docs.cli.progress import shown_steps
    from cts_docs.serialization.archive import serialize_export
    from cts_docs.services.archive.export import export_packages, export_register

    service = open_service(context, place, as_of=as_of)
    with (
        answering(context, " ".join(numbers), as_json=as_json and bool(numbers)),
        shown_steps(common(context).language, hidden=as_json),
    ):
        written = export_packages(service, numbers, output) if numbers else export_register(service, output)
    if as_json:
        print_json(serialize_export(written, service.as_of))
        return
    language = common(context).language
    for one in written:
        print_line(plain(f"{one.path}  {one.sha256}" if is_verbose() else str(one.path)))
    for key in dict.fromkeys(key for one in written for key in one.signed_by or ()):
        print_message(localized("EXPORT_KEY", language, fingerprint=key))
    if any(one.signed_by == () for one in written):
        print_message(localized("EXPORT_UNSIGNED", language))


@command(help="HELP_ARCHIVE_MOVE")
@place_option
@option(
    "--to",
    "target",
    required=True,
    metavar="METAVAR_URL_OR_SQLITE",
    help="OPTION_TO",
)
@person_option
@json_option
@common_options
@click.pass_context
def move(context: click.Context, place: Path, target: str, person: str, *, as_json: bool) -> None:
    """Move the register to PostgreSQL or back, verified row by row."""
    from cts_docs.cli.progress import shown_steps
    from cts_docs.serialization.archive import serialize_migration

    service = open_for_writing(context, place, person)
    with shown_steps(common(context).language, hidden=as_json):
        moved = service.move("" if target == _EMBEDDED else target)
    if as_json:
        print_json(serialize_migration(moved))
        return
    head = moved.head if is_verbose() else ""
    counts = {"entries": str(moved.entries), "events": str(moved.events)}
    print_line(plain(localized("MOVE_DONE", common(context).language, to=moved.to, head=head, **counts)))


@command(help="HELP_ARCHIVE_REPORT")
@argument(
    "workbooks",
    nargs=-1,
    metavar="METAVAR_OPTIONAL_WORKBOOKS",
    type=click.Path(path_type=Path),
    help="ARGUMENT_REPORT_WORKBOOKS",
)
@place_option
@output_option("METAVAR_FILE", "OPTION_REPORT_OUTPUT")
@option("--from", "first", metavar="METAVAR_DATE", type=Day(), help="OPTION_REPORT_FROM")
@option("--to", "last", metavar="METAVAR_DATE", type=Day(), help="OPTION_REPORT_TO")
@option("--force", is_flag=True, help="OPTION_FORCE")
@as_of_option
@json_option
@common_options
@click.pass_context
def report(
    context: click.Context,
    workbooks: tuple[Path, ...],
    place: Path,
    output: Path,
    first: datetime.datetime | None,
    last: datetime.datetime | None,
    as_of: datetime.datetime | None,
    *,
    force: bool,
    as_json: bool,
) -> None:
    """Write the certificates and audit plans of a period as a body reports them to its regulator."""
    from cts_docs.cli.progress import shown_steps
    from cts_docs.serialization.archive import serialize_report
    from cts_docs.services.archive.reporting import Period, write_report

    service = open_service(context, place, as_of=as_of)
    period = Period(first and first.date(), last and last.date())
    with shown_steps(common(context).language, hidden=as_json):
        written = write_report(service, output, period, workbooks, replace=force)
    if as_json:
        print_json(serialize_report(written))
        return
    counts = {"certificates": str(written.certificates), "plans": str(written.plans)}
    print_line(plain(localized("REPORT_DONE", common(context).language, file=written.path, **counts)))


COMMANDS = (export, report, move)
