"""The command that hands out: the register, the directory of certified clients, whole packages."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from cts_docs.cli.archive.options import answering, as_of_option, keeper_of, place_option
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
    from cts_docs.serialization.archive import handed_out_shape
    from cts_docs.services.archive.export import hand_out_packages, hand_out_register

    keeper = keeper_of(context, place, as_of=as_of)
    with answering(context, " ".join(numbers), as_json=as_json and bool(numbers)):
        written = hand_out_packages(keeper, numbers, output) if numbers else hand_out_register(keeper, output)
    if as_json:
        say_json(handed_out_shape(written, keeper.as_of))
        return
    for one in written:
        say(plain(f"{one.path}  {one.sha256}"))


COMMANDS = (export,)
