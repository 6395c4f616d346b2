"""What the commands on an archive share: options, arguments, and opening the archive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cts_docs.cli.help import argument, option
from cts_docs.cli.options import Day, common, is_verbose
from cts_docs.errors import Problem, RefusedError

if TYPE_CHECKING:
    import datetime

    from cts_docs.services import BackupResult
    from cts_docs.services.archive.archive import ArchiveService

place_option = option(
    "--archive",
    "place",
    required=True,
    metavar="METAVAR_PLACE",
    type=click.Path(path_type=Path),
    help="OPTION_ARCHIVE",
)
person_option = option("--person", default="", metavar="METAVAR_NAME", help="OPTION_PERSON")
as_of_option = option(
    "--as-of",
    "as_of",
    metavar="METAVAR_DATE",
    type=Day(),
    help="OPTION_AS_OF",
)
number_argument = argument("number", metavar="METAVAR_NUMBER", help="ARGUMENT_NUMBER")


@contextmanager
def answering(
    context: click.Context, number: str, *, as_json: bool, otherwise: Mapping[str, object] | None = None
) -> Iterator[None]:
    """Have a refusal of what is done to a number answered in JSON too, where that was asked for.

    `otherwise` is what the answer holds besides, so that readers find the keys that they look for.
    """
    try:
        yield
    except RefusedError as error:
        if as_json:
            from cts_docs.cli.output import print_json
            from cts_docs.serialization.archive import serialize_refusal

            refused = serialize_refusal(number, error.problems, common(context).language)
            print_json({**refused, **(otherwise or {})})
        raise


def open_service(
    context: click.Context, place: Path, *, as_of: datetime.datetime | None = None
) -> ArchiveService:
    """The archive in a folder for reading, under the configuration in force, as of a day or of today."""
    from dataclasses import replace

    from cts_docs.services.archive.archive import open_archive_service
    from cts_docs.services.archive.issue import archive_context

    service = open_archive_service(place, archive_context(place, common(context).config))
    return service if as_of is None else replace(service, as_of=as_of.date(), historic=True)


def exit_where_altered(context: click.Context, faults: Iterable[Problem]) -> None:
    """Report rows of the register that differ from its event log, and then end with exit code 1."""
    from cts_docs.cli.output import print_problems

    if found := tuple({(one.code, one.found): one for one in faults}.values()):
        print_problems(found, common(context).language)
        context.exit(1)


def open_for_writing(context: click.Context, place: Path, person: str = "") -> ArchiveService:
    """The archive in a folder for a command that writes: its own configuration decides the rules."""
    from cts_docs.cli.output import print_problems
    from cts_docs.services.archive.archive import open_archive_service
    from cts_docs.services.archive.founding import configuration_warnings, writing_context

    options = common(context)
    service = open_archive_service(place, writing_context(place, options.config), person)
    print_problems(tuple(configuration_warnings(place)), options.language)
    return service


def print_backup(context: click.Context, code: str, made: BackupResult, *, as_json: bool) -> None:
    """A backup that was written or restored: its path, what is in it, and on request its log head."""
    from cts_docs.cli.output import localized, plain, print_json, print_line

    counts = {"events": made.events, "entries": made.entries, "files": made.files}
    if as_json:
        print_json({"path": str(made.path), "head": made.head, **counts})
        return
    values = {name: str(count) for name, count in counts.items()}
    head = made.head if is_verbose() else ""
    line = localized(code, common(context).language, file=str(made.path), head=head, **values)
    print_line(plain(line))
