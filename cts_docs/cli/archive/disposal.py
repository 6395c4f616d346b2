"""The commands that strike out an attachment, dispose of an entry, and set or release a legal hold."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cts_docs.cli.archive.confirmation import asks, confirm, yes_option
from cts_docs.cli.archive.options import (
    answering,
    number_argument,
    open_for_writing,
    person_option,
    place_option,
)
from cts_docs.cli.help import argument, command, option
from cts_docs.cli.options import common, common_options, json_option
from cts_docs.cli.output import localized, plain, print_json, print_line

if TYPE_CHECKING:
    from cts_docs.services.archive.archive import ArchiveService

_REASON = option("--reason", required=True, metavar="METAVAR_TEXT", help="OPTION_REASON")
_SECOND_PERSON = option(
    "--second-person", "second", default="", metavar="METAVAR_NAME", help="OPTION_SECOND_PERSON"
)


@command(help="HELP_ARCHIVE_VOID")
@number_argument
@argument("attachment", metavar="METAVAR_ATTACHMENT", help="ARGUMENT_ATTACHMENT")
@_REASON
@place_option
@person_option
@_SECOND_PERSON
@yes_option
@json_option
@common_options
@click.pass_context
def void(
    context: click.Context,
    number: str,
    attachment: str,
    reason: str,
    place: Path,
    person: str,
    second: str,
    *,
    yes: bool,
    as_json: bool,
) -> None:
    """Strike out an attachment; the file is kept."""
    with answering(context, number, as_json=as_json):
        service = open_for_writing(context, place, person)
        if asks(yes=yes, as_json=as_json):
            lines = [("ARGUMENT_ATTACHMENT", attachment), ("WORD_REASON", reason)]
            _confirm(context, service, number, lines, "CONFIRM_FINAL_VOID")
        voided = service.archive.void(number, attachment, reason, second)
    values = {"number": voided.number, "position": f"{voided.position:04d}", "name": voided.name}
    _print(context, "VOIDED", values, as_json=as_json)


@command(help="HELP_ARCHIVE_DISPOSE")
@number_argument
@_REASON
@place_option
@person_option
@_SECOND_PERSON
@yes_option
@json_option
@common_options
@click.pass_context
def dispose(
    context: click.Context,
    number: str,
    reason: str,
    place: Path,
    person: str,
    second: str,
    *,
    yes: bool,
    as_json: bool,
) -> None:
    """Remove the files of an entry after the end of its retention."""
    with answering(context, number, as_json=as_json):
        service = open_for_writing(context, place, person)
        if asks(yes=yes, as_json=as_json):
            _confirm(context, service, number, [("WORD_REASON", reason)], "CONFIRM_FINAL_DISPOSE")
        disposed = service.archive.dispose(number, reason, second)
    values = {"number": disposed.number, "files": str(disposed.files), "until": disposed.retained_until}
    _print(context, "DISPOSED", values, as_json=as_json)


def _hold_command(name: str, code: str, *, held: bool) -> click.Command:
    @command(name=name, help=f"HELP_ARCHIVE_{name.upper()}")
    @number_argument
    @_REASON
    @place_option
    @person_option
    @json_option
    @common_options
    @click.pass_context
    def run(
        context: click.Context, number: str, reason: str, place: Path, person: str, *, as_json: bool
    ) -> None:
        with answering(context, number, as_json=as_json):
            own = open_for_writing(context, place, person).archive.hold(number, reason, held=held)
        _print(context, code, {"number": own}, as_json=as_json)

    return run


def _confirm(
    context: click.Context,
    service: ArchiveService,
    number: str,
    lines: Sequence[tuple[str, str]],
    final: str,
) -> None:
    language, shown = common(context).language, service.show(number)
    facts = [("FACT_NUMBER", str(shown.entry["number"])), ("FACT_CLIENT", str(shown.entry["client"])), *lines]
    shown_facts = [(localized(code, language), text) for code, text in facts]
    confirm("CONFIRM_STATUS_CHANGE", [shown_facts], final, language)


def _print(context: click.Context, code: str, values: dict[str, str], *, as_json: bool) -> None:
    if as_json:
        print_json(values)
    else:
        print_line(plain(localized(code, common(context).language, **values)))


COMMANDS = (
    void,
    dispose,
    _hold_command("hold", "HELD", held=True),
    _hold_command("release", "RELEASED", held=False),
)
