"""The group `archive` with its commands, and the upkeep of an archive."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cts_docs.cli.archive import disposal, export, issuing, listing, transitions, verification
from cts_docs.cli.archive.options import (
    open_for_writing,
    open_service,
    person_option,
    place_option,
    print_backup,
)
from cts_docs.cli.help import command, group
from cts_docs.cli.options import common, common_options, is_verbose, json_option, output_option
from cts_docs.cli.output import localized, plain, print_json, print_line, print_message, print_problems

if TYPE_CHECKING:
    pass


@group(name="archive", help="HELP_ARCHIVE")
@common_options
def archive_group() -> None:
    """The group `archive`."""


@command(help="HELP_ARCHIVE_INIT")
@place_option
@person_option
@json_option
@common_options
@click.pass_context
def init(context: click.Context, place: Path, person: str, *, as_json: bool) -> None:
    """Found an archive in a new or empty folder."""
    from cts_docs.services.archive.founding import init_archive

    options = common(context)
    founded = init_archive(place, options.config, person)
    if as_json:
        print_json({"archive": str(founded.folder), "head": founded.head})
    else:
        values = {"file": str(founded.folder), "head": founded.head if is_verbose() else ""}
        print_line(plain(localized("ARCHIVE_FOUNDED", options.language, **values)))


@command(help="HELP_ARCHIVE_BACKUP")
@place_option
@output_option("METAVAR_FILE", "OPTION_BACKUP_OUTPUT")
@json_option
@common_options
@click.pass_context
def backup(context: click.Context, place: Path, output: Path, *, as_json: bool) -> None:
    """Write a verified backup of an archive."""
    from cts_docs.cli.progress import shown_steps
    from cts_docs.services.archive.backups import back_up_archive

    with shown_steps(common(context).language, hidden=as_json):
        made = back_up_archive(open_service(context, place), output)
    print_backup(context, "BACKUP_DONE", made, as_json=as_json)


@command(help="HELP_ARCHIVE_REPAIR")
@place_option
@json_option
@common_options
@click.pass_context
def repair(context: click.Context, place: Path, *, as_json: bool) -> None:
    """Finish or undo operations that were interrupted."""
    from cts_docs.serialization.archive import serialize_repair

    repaired = open_for_writing(context, place).repair()
    if as_json:
        print_json(serialize_repair(repaired))
    else:
        done = {name: str(len(getattr(repaired, name))) for name in ("finished", "undone", "indexed")}
        print_message(localized("REPAIR_DONE", common(context).language, **done))
        print_problems(tuple(repaired.warnings()), common(context).language)
        if repaired.sealed:
            print_message(localized("REPAIR_SEALED", common(context).language))


for each in (
    *listing.COMMANDS,
    *transitions.COMMANDS,
    *verification.COMMANDS,
    issuing.attach,
    *export.COMMANDS,
    *disposal.COMMANDS,
    init,
    backup,
    repair,
):
    archive_group.add_command(each)

COMMANDS = (archive_group,)
