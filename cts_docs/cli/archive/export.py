"""The command that hands out: the register, the directory of certified clients, whole packages."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from cts_docs.cli.archive.options import answering, as_of_option, open_service, place_option
from cts_docs.cli.options import common_options, json_option, output_option
from cts_docs.cli.output import plain, say, say_json


@click.command()
@click.argument("numbers", nargs=-1, metavar="[NUMBER]...")
@place_option
@output_option("DIR", "Folder for the files. 输出文件夹。")
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
    """导出台账与名录，或文件包 — Hand out the register and the directory of clients, or packages as zip."""
    from cts_docs.serialization.archive import serialize_export
    from cts_docs.services.archive.export import export_packages, export_register

    service = open_service(context, place, as_of=as_of)
    with answering(context, " ".join(numbers), as_json=as_json and bool(numbers)):
        written = export_packages(service, numbers, output) if numbers else export_register(service, output)
    if as_json:
        say_json(serialize_export(written, service.as_of))
        return
    for one in written:
        say(plain(f"{one.path}  {one.sha256}"))


COMMANDS = (export,)
