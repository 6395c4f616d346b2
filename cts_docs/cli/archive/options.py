"""What the commands on an archive share: its place, a number, a person, a day, and the archive itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cts_docs.cli.options import Day, common
from cts_docs.errors import RefusedError

if TYPE_CHECKING:
    import datetime

    from cts_docs.services.archive.archive import ArchiveService

place_option = click.option(
    "--archive",
    "place",
    required=True,
    metavar="PLACE",
    type=click.Path(path_type=Path),
    help="The archive's folder. 归档文件夹。",
)
person_option = click.option(
    "--person", default="", metavar="NAME", help="Who does this, by name. 办理人姓名（另记录系统账户）。"
)
as_of_option = click.option(
    "--as-of",
    "as_of",
    metavar="D",
    type=Day(),
    help="As of this day instead of today. 以该日（而非当天）为准。",
)
number_argument = click.argument("number", metavar="NUMBER")


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
            from cts_docs.cli.output import say_json
            from cts_docs.serialization.archive import serialize_refusal

            refused = serialize_refusal(number, error.problems, common(context).language)
            say_json({**refused, **(otherwise or {})})
        raise


def open_service(
    context: click.Context, place: Path, person: str = "", as_of: datetime.datetime | None = None
) -> ArchiveService:
    """The archive in a folder under the configuration in force, as of a day or of today."""
    from dataclasses import replace

    from cts_docs.services.archive.archive import open_archive_service
    from cts_docs.services.archive.issue import archive_context

    service = open_archive_service(place, archive_context(place, common(context).config), person)
    return service if as_of is None else replace(service, as_of=as_of.date())
