"""The commands that show what an archive holds: list, search, show."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cts_docs.cli.archive.options import (
    answering,
    as_of_option,
    exit_where_altered,
    number_argument,
    open_service,
    place_option,
)
from cts_docs.cli.help import argument, command
from cts_docs.cli.options import common, common_options, is_verbose, json_option
from cts_docs.cli.output import localized, plain, print_json, print_line, print_message, print_table
from cts_docs.errors import CannotRunError, RefusedError

if TYPE_CHECKING:
    from cts_docs.messages import Language
    from cts_docs.services import CaseAudit, EntryDetails, EntrySummary, StoredBag

_FACTS = (
    "certificate",
    "client",
    "credit_code",
    "scope",
    "audit_type",
    "specification",
    "specification_version",
    "grade_name",
    "issued",
    "granted",
    "valid_until",
    "surveillance_due",
    "retain_until",
    "drafted_by",
    "approved_by",
    "content_hash",
)
_FOR_PEOPLE = ("data/documents/", "data/attached/")
"""The folders of a bag whose files people read."""
_LISTED = ("number", "certificate", "client", "grade_name", "status", "valid_until")


@command(name="list", help="HELP_ARCHIVE_LIST")
@place_option
@as_of_option
@json_option
@common_options
@click.pass_context
def list_command(
    context: click.Context, place: Path, as_of: datetime.datetime | None, *, as_json: bool
) -> None:
    """List every entry with its status."""
    from cts_docs.serialization.archive import serialize_entries

    entries = open_service(context, place, as_of=as_of).entries()
    language = common(context).language
    if as_json:
        print_json(serialize_entries(entries))
    elif entries:
        print_table([_list_heading(language), *(_list_row(one, language) for one in entries)])
    elif as_of is not None:
        print_message(localized("ARCHIVE_EMPTY_ON", language, date=as_of.date().isoformat()))
    else:
        print_message(localized("ARCHIVE_EMPTY", language))
    exit_where_altered(context, (fault for one in entries for fault in one.faults))


@command(help="HELP_ARCHIVE_SHOW")
@number_argument
@place_option
@as_of_option
@json_option
@common_options
@click.pass_context
def show(
    context: click.Context, number: str, place: Path, as_of: datetime.datetime | None, *, as_json: bool
) -> None:
    """Show one entry, or the case folder of a client."""
    from cts_docs.serialization.archive import serialize_entry, serialize_history

    language = common(context).language
    service = open_service(context, place, as_of=as_of)
    if service.is_client(number):
        history = service.history(number)
        if as_json:
            print_json({"client": history[-1].summary.client, "history": serialize_history(history)})
        else:
            _print_history(history, language)
        exit_where_altered(context, (fault for one in history for fault in one.summary.faults))
        return
    with answering(context, number, as_json=as_json):
        shown = service.show(number)
        history = service.history(number)
    if as_json:
        print_json(serialize_entry(shown, history))
    else:
        _print_entry(shown, language)
        print_line()
        _print_history(history, language)
    exit_where_altered(context, shown.faults)


def _print_history(history: Sequence[CaseAudit], language: Language) -> None:
    """The case folder of a client: each audit with its certificate, its notices and what is still open."""
    print_line(plain(localized("CASE_HISTORY", language, client=history[-1].summary.client)))
    unrecorded = localized("CASE_NOT_RECORDED", language)
    for one in history:
        entry = one.summary
        dates = f"{one.start} – {one.end}" if one.start else unrecorded
        cycle = unrecorded if one.cycle is None else f"R{one.cycle}"
        state = localized(f"STATUS_{entry.status.upper()}", language)
        parts = (entry.number, one.audit_type, dates, entry.certificate or "—", cycle, state)
        print_line(plain("  " + "  ".join(parts)))
        for notice in one.notices:
            name = localized(f"DOCUMENT_{notice.name.upper()}", language)
            print_line(plain(f"      {name}  {notice.number}  {notice.date}"))
        for line in _open_lines(one, language):
            print_line(plain(f"      {line}"))


def _open_lines(one: CaseAudit, language: Language) -> Iterator[str]:
    """The nonconformities that are still open with their due dates, or that they are not recorded."""
    if one.open is None:
        yield localized("CASE_NONCONFORMITIES_NOT_RECORDED", language)
    for item in one.open or ():
        due = item.due.isoformat() if item.due else localized("CASE_NO_DUE_DATE", language)
        code = "CASE_WAS_OPEN" if one.settled else "CASE_OPEN"
        values = {"number": item.number, "severity": item.severity, "clause": item.clause, "due": due}
        yield localized(code, language, **values)


def _print_entry(shown: EntryDetails, language: Language) -> None:
    """Everything of one entry: its facts, its events, its files."""
    print_table(_facts(shown, language))
    print_line()
    print_line(localized("WORD_EVENTS", language))
    for event in shown.events:
        _print_event(event, shown, language)
    print_line()
    print_line(localized("WORD_KEPT_WITH_HASHES" if is_verbose() else "WORD_KEPT", language))
    for bag in shown.bags:
        print_line("  " + plain(str(bag.folder)))
        if bag.voided:
            voided = localized("BAG_VOIDED", language, day=bag.voided, reason=bag.void_reason)
            print_line(plain(f"    {voided}"))
        _print_files(bag, language)


def _print_files(bag: StoredBag, language: Language) -> None:
    """The documents and attachments of a bag; all its files and their hashes where asked for."""
    if is_verbose():
        print_table(((file["path"], str(file["size"]), file["sha256"]) for file in bag.files), indent="    ")
        return
    shown = [file for file in bag.files if str(file["path"]).startswith(_FOR_PEOPLE)]
    print_table(((file["path"], str(file["size"])) for file in shown), indent="    ")
    if others := len(bag.files) - len(shown):
        print_line("    " + localized("WORD_OTHER_FILES", language, count=str(others)))


@command(help="HELP_ARCHIVE_SEARCH")
@argument("words", nargs=-1, required=True, metavar="METAVAR_WORDS", help="ARGUMENT_WORDS")
@place_option
@as_of_option
@json_option
@common_options
@click.pass_context
def search(
    context: click.Context,
    words: tuple[str, ...],
    place: Path,
    as_of: datetime.datetime | None,
    *,
    as_json: bool,
) -> None:
    """Search entries by client, number, scope, grade, date or text of the report."""
    from cts_docs.serialization.archive import serialize_search_results

    language = common(context).language
    try:
        found = open_service(context, place, as_of=as_of).search(" ".join(words))
    except RefusedError as error:
        if any(problem.code == "SEARCH_WORDS" for problem in error.problems):
            raise CannotRunError(error.problems) from error
        raise
    if as_json:
        print_json(serialize_search_results(found))
    elif found:
        heading = (*_list_heading(language), localized("FOUND_WHERE", language))
        rows = [
            (*_list_row(one.entry, language), localized(f"FOUND_IN_{one.where.upper()}", language))
            for one in found
        ]
        print_table([heading, *rows])
    else:
        print_message(localized("SEARCH_NOTHING", language))
    exit_where_altered(context, (fault for one in found for fault in one.entry.faults))


def _list_heading(language: Language) -> tuple[str, ...]:
    """The heading of the list."""
    return tuple(localized(f"FACT_{name.upper()}", language) for name in _LISTED)


def _list_row(one: EntrySummary, language: Language) -> tuple[str, ...]:
    """One entry as a row of the list."""
    state = localized(f"STATUS_{one.status.upper()}", language)
    parts = (one.number, one.certificate, one.client, one.grade, state, one.valid_until)
    return tuple(part or "—" for part in parts)


def _facts(shown: EntryDetails, language: Language) -> Iterator[tuple[str, str]]:
    """What the register holds on an entry, with labels."""
    yield localized("FACT_NUMBER", language), str(shown.entry["number"])
    yield localized("FACT_STATUS", language), localized(f"STATUS_{shown.status.upper()}", language)
    if after := shown.entry["superseded_by"]:
        yield localized("FACT_SUPERSEDED_BY", language), _named(shown, after)
    for before in shown.supersedes:
        yield localized("FACT_SUPERSEDES", language), _named(shown, before)
    for name in _FACTS if is_verbose() else _FACTS[:-1]:
        value = shown.entry[name]
        if value is None and name == "surveillance_due" and shown.ended:
            value = localized("WORD_NOT_APPLICABLE", language)
        if value is not None:
            yield localized(f"FACT_{name.upper()}", language), str(value)


def _named(shown: EntryDetails, number: str) -> str:
    return f"{number}  {shown.clients.get(number, '')}".rstrip()


def _print_event(event: Mapping[str, Any], shown: EntryDetails, language: Language) -> None:
    """One event: when, what, who; below it the details given."""
    person = f" ({event['person']})" if event["person"] else ""
    what = localized(f"EVENT_{str(event['kind']).upper()}", language)
    at = str(event["at"]).replace("T", " ").removesuffix("Z")
    print_line(plain(f"  {at}  {what}  {event['account']}{person}"))
    payload = event["payload"]
    proposed = event["kind"] == "proposed" and localized(f"LIFE_{payload['transition'].upper()}", language)
    details = (
        ("CONFIRM_CHANGE", proposed),
        ("WORD_DECIDED", payload.get("date")),
        ("WORD_SUCCESSOR", payload.get("by") and _named(shown, payload["by"])),
        ("WORD_PREDECESSOR", payload.get("predecessor") and _named(shown, payload["predecessor"])),
        ("WORD_FILE", payload.get("name")),
        ("WORD_PRESERVES", payload.get("preserves") and payload["preserves"]["path"]),
        ("WORD_NOTE", payload.get("note")),
        ("WORD_REASON", payload.get("reason")),
        ("WORD_SECOND_PERSON", payload.get("second_person")),
    )
    for code, value in details:
        if value:
            print_line(plain(f"      {localized(code, language)}: {value}"))


COMMANDS = (list_command, show, search)
