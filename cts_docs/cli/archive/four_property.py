"""The command of the four-property check."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cts_docs.cli.archive.options import as_of_option, open_service, place_option
from cts_docs.cli.options import common, common_options, json_option, output_option
from cts_docs.cli.output import plain, say, say_json, say_table, word

if TYPE_CHECKING:
    from cts_docs.messages import Language
    from cts_docs.services.archive.four_property import FourPropertyCheck


@click.command(name="four-property")
@place_option
@output_option("FILE.docx", "The report as Word. 检测报告（Word）。", required=False)
@as_of_option
@json_option
@common_options
@click.pass_context
def four_property(
    context: click.Context,
    place: Path,
    output: Path | None,
    as_of: datetime.datetime | None,
    *,
    as_json: bool,
) -> None:
    """四性检测，逐项列明 — Authentic, whole, usable, secure: item by item."""
    from cts_docs.serialization.archive import serialize_four_property
    from cts_docs.services.archive.four_property import check_four_properties

    inspected = check_four_properties(open_service(context, place, as_of=as_of), output)
    if as_json:
        say_json(serialize_four_property(inspected, common(context).language))
    else:
        _say_inspected(inspected, common(context).language)
        if output is not None:
            say(plain(str(output)))
    sys.exit(not inspected.ok)


def _say_inspected(inspected: FourPropertyCheck, language: Language) -> None:
    """A table of all items, and below it the places at which some of them fail."""
    from cts_docs.services import finding_word

    say_table(
        (word(one.attribute, language), word(one.item, language), finding_word(one.finding, language))
        for one in inspected.items
    )
    for one in inspected.items:
        if one.found:
            say(plain(f"{word(one.item, language)}:"))
        for each in one.found:
            say(plain(f"  {each.said(language)}"))


COMMANDS = (four_property,)
