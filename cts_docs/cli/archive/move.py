"""The command that moves a register between the archive's folder and a PostgreSQL database."""

from __future__ import annotations

from pathlib import Path

import click

from cts_docs.cli.archive.options import open_service, person_option, place_option
from cts_docs.cli.options import common, common_options, json_option
from cts_docs.cli.output import plain, say, say_json, word

_EMBEDDED = "sqlite"


@click.command()
@place_option
@click.option(
    "--to",
    "target",
    required=True,
    metavar="URL|sqlite",
    help="A PostgreSQL database, or back into the folder. 数据库地址，或迁回文件夹。",
)
@person_option
@json_option
@common_options
@click.pass_context
def move(context: click.Context, place: Path, target: str, person: str, *, as_json: bool) -> None:
    """迁移登记簿并逐行核对 — Move the register to PostgreSQL or back, verified row by row."""
    from cts_docs.serialization.archive import serialize_migration

    moved = open_service(context, place, person).move("" if target == _EMBEDDED else target)
    if as_json:
        say_json(serialize_migration(moved))
        return
    counts = {"entries": str(moved.entries), "events": str(moved.events)}
    say(plain(word("MOVE_DONE", common(context).language, to=moved.to, head=moved.head, **counts)))


COMMANDS = (move,)
