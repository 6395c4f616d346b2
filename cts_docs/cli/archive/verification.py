"""The commands that verify an archive: verify, digest, four-property."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cts_docs.cli.archive.options import answering, as_of_option, open_service, place_option
from cts_docs.cli.help import argument, command, option
from cts_docs.cli.options import common, common_options, json_option, output_option
from cts_docs.cli.output import (
    localized,
    plain,
    print_json,
    print_line,
    print_message,
    print_problems,
    print_table,
)
from cts_docs.errors import Problem

if TYPE_CHECKING:
    from cts_docs.messages import Language
    from cts_docs.services import FileVerdict, Kind, Verdict, VerifyResult
    from cts_docs.services.archive.four_property import FourPropertyCheck

_COLOURS = {"VERIFY_INTACT": "green", "VERIFY_DAMAGED": "red"}


@command(help="HELP_ARCHIVE_VERIFY")
@argument("target", required=False, metavar="METAVAR_OPTIONAL_NUMBER_OR_FILE", help="ARGUMENT_TARGET")
@place_option
@option("--digest", "head", metavar="METAVAR_HASH", help="OPTION_DIGEST")
@option("--since", metavar="METAVAR_HASH_OR_FILE", help="OPTION_SINCE")
@option("--rerender", is_flag=True, help="OPTION_RERENDER")
@as_of_option
@json_option
@common_options
@click.pass_context
def verify(
    context: click.Context,
    target: str | None,
    place: Path,
    head: str | None,
    since: str | None,
    as_of: datetime.datetime | None,
    *,
    rerender: bool,
    as_json: bool,
) -> None:
    """Verify integrity, status and issuer; writes nothing."""
    from cts_docs.cli.progress import shown_steps
    from cts_docs.serialization.archive import serialize_verification

    with (
        answering(context, target or "", as_json=as_json and target is not None, otherwise={"entries": []}),
        shown_steps(common(context).language, hidden=as_json),
    ):
        service = open_service(context, place, as_of=as_of)
        verified = service.verify(target, head, since=since, rerendered=rerender)
    language = common(context).language
    if as_json:
        print_json(serialize_verification(verified, language))
    else:
        _print_verified(verified, target or "", service.archive.register.kind, language)
    sys.exit(not verified.ok)


@command(help="HELP_ARCHIVE_DIGEST")
@place_option
@json_option
@common_options
@click.pass_context
def digest(context: click.Context, place: Path, *, as_json: bool) -> None:
    """Print the latest hash of the event log, to be kept elsewhere."""
    from cts_docs.serialization.archive import serialize_digest

    found = open_service(context, place).digest()
    if as_json:
        print_json(serialize_digest(found))
    else:
        print_line(found.head)


@command(name="four-property", help="HELP_ARCHIVE_FOUR_PROPERTY")
@place_option
@output_option("METAVAR_FILE_DOCX", "OPTION_FOUR_PROPERTY_OUTPUT", required=False)
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
    """Check authenticity, integrity, usability and security, item by item."""
    from cts_docs.cli.progress import shown_steps
    from cts_docs.serialization.archive import serialize_four_property
    from cts_docs.services.archive.four_property import check_four_properties

    with shown_steps(common(context).language, hidden=as_json):
        checked = check_four_properties(open_service(context, place, as_of=as_of), output)
    if as_json:
        print_json(serialize_four_property(checked, common(context).language))
    else:
        _print_checks(checked, common(context).language)
        if output is not None:
            print_line(plain(str(output)))
    sys.exit(not checked.ok)


def _print_verified(verified: VerifyResult, target: str, kind: Kind, language: Language) -> None:
    if verified.entries:
        headings = ("FACT_NUMBER", "PAGE_INTACT", "FACT_STATUS", "PAGE_ISSUER")
        heading = tuple(localized(code, language) for code in headings)
        colours = {localized(code, language): colour for code, colour in _COLOURS.items()}
        print_table([heading, *(_verdict_row(one, language) for one in verified.entries)], colours=colours)
    for one in verified.entries:
        print_problems(one.faults, language)
    print_problems((*verified.register_faults, *verified.notes), language)
    if verified.file is not None and not verified.file.number:
        print_problems([_not_ours(verified.file, target)], language)
    elif verified.ok and verified.scope == "since":
        print_message(localized("VERIFY_SINCE_DONE", language, events=str(verified.events)))
    elif verified.ok and verified.scope == "entry":
        code = "VERIFY_ENTRY_DONE" if verified.entries else "VERIFY_NOT_RECORDED"
        print_message(localized(code, language, date=verified.as_of.isoformat()))
    elif verified.ok:
        backup = "VERIFY_BACKUP" if kind == "sqlite" else "VERIFY_BACKUP_DATABASE"
        print_message(localized(backup if verified.entries else "VERIFY_NOTHING", language))
    print_message(localized("VERIFY_AS_OF", language, date=verified.as_of.isoformat(), head=verified.head))


def _verdict_row(verdict: Verdict, language: Language) -> tuple[str, ...]:
    intact = localized("VERIFY_INTACT" if verdict.intact else "VERIFY_DAMAGED", language)
    state = localized(f"STATUS_{verdict.status.upper()}", language)
    return verdict.number, intact, state, localized(f"ISSUER_{verdict.issuer.upper()}", language)


def _not_ours(file: FileVerdict, target: str) -> Problem:
    code = "FILE_CHANGED" if file.claims else "FILE_NOT_OURS"
    return Problem(code, file=target, found=file.claims)


def _print_checks(checked: FourPropertyCheck, language: Language) -> None:
    """All items as a table; below it, where some of them fail."""
    from cts_docs.services import finding_word

    print_table(
        (
            localized(one.attribute, language),
            localized(one.item, language),
            finding_word(one.finding, language),
        )
        for one in checked.items
    )
    for one in checked.items:
        if one.found:
            print_line(plain(f"{localized(one.item, language)}:"))
        for each in one.found:
            print_line(plain(f"  {each.in_words(language)}"))


COMMANDS = (verify, digest, four_property)
