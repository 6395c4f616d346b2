"""The commands that show what an archive holds: every entry in a line, or one entry in full."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cts_docs.cli.archive.options import answering, number_argument, open_service, place_option
from cts_docs.cli.options import common, common_options, json_option
from cts_docs.cli.output import plain, say, say_json, say_table, tell, word

if TYPE_CHECKING:
    from cts_docs.messages import Language
    from cts_docs.services import Listed, Shown

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
_LISTED = ("number", "certificate", "client", "grade_name", "status", "valid_until")


@click.command(name="list")
@place_option
@json_option
@common_options
@click.pass_context
def list_command(context: click.Context, place: Path, *, as_json: bool) -> None:
    """列出全部条目及其状态 — Every entry with its status."""
    from cts_docs.serialization.archive import serialize_entries

    entries, language = open_service(context, place).entries(), common(context).language
    if as_json:
        say_json(serialize_entries(entries))
    elif entries:
        say_table([listed_heading(language), *(listed_row(one, language) for one in entries)])
    else:
        tell(word("ARCHIVE_EMPTY", language))


@click.command()
@number_argument
@place_option
@json_option
@common_options
@click.pass_context
def show(context: click.Context, number: str, place: Path, *, as_json: bool) -> None:
    """显示一个条目的内容、经过与文件 — One entry: its facts, what happened to it, what is kept."""
    from cts_docs.serialization.archive import serialize_entry

    with answering(context, number, as_json=as_json):
        shown = open_service(context, place).show(number)
    if as_json:
        say_json(serialize_entry(shown))
        return
    language = common(context).language
    say_table(_facts(shown, language))
    say()
    say(word("WORD_EVENTS", language))
    for event in shown.events:
        _say_event(event, shown, language)
    say()
    say(word("WORD_KEPT", language))
    for bag in shown.bags:
        say("  " + plain(str(bag.folder)))
        say_table(((file["path"], str(file["size"]), file["sha256"]) for file in bag.files), indent="    ")


def listed_heading(language: Language) -> tuple[str, ...]:
    """What stands above entries in lines."""
    return tuple(word(f"FACT_{name.upper()}", language) for name in _LISTED)


def listed_row(one: Listed, language: Language) -> tuple[str, ...]:
    """One entry in a line."""
    state = word(f"STATUS_{one.status.upper()}", language)
    parts = (one.number, one.certificate, one.client, one.grade, state, one.valid_until)
    return tuple(part or "—" for part in parts)


def _facts(shown: Shown, language: Language) -> Iterator[tuple[str, str]]:
    """Everything that the register says of an entry, with its words."""
    yield word("FACT_NUMBER", language), str(shown.entry["number"])
    yield word("FACT_STATUS", language), word(f"STATUS_{shown.status.upper()}", language)
    if after := shown.entry["superseded_by"]:
        yield word("FACT_SUPERSEDED_BY", language), _named(shown, after)
    for before in shown.supersedes:
        yield word("FACT_SUPERSEDES", language), _named(shown, before)
    for name in _FACTS:
        value = shown.entry[name]
        if value is None and name == "surveillance_due" and shown.ended:
            value = word("WORD_NOT_APPLICABLE", language)
        if value is not None:
            yield word(f"FACT_{name.upper()}", language), str(value)


def _named(shown: Shown, number: str) -> str:
    return f"{number}  {shown.clients.get(number, '')}".rstrip()


def _say_event(event: Mapping[str, Any], shown: Shown, language: Language) -> None:
    """One event: when, what, who; below it what was said of it."""
    person = f" ({event['person']})" if event["person"] else ""
    what = word(f"EVENT_{str(event['kind']).upper()}", language)
    at = str(event["at"]).replace("T", " ").removesuffix("Z")
    say(plain(f"  {at}  {what}  {event['account']}{person}"))
    payload = event["payload"]
    told = (
        ("WORD_DECIDED", payload.get("date")),
        ("WORD_SUCCESSOR", payload.get("by") and _named(shown, payload["by"])),
        ("WORD_PREDECESSOR", payload.get("predecessor") and _named(shown, payload["predecessor"])),
        ("WORD_FILE", payload.get("name")),
        ("WORD_NOTE", payload.get("note")),
        ("WORD_REASON", payload.get("reason")),
    )
    for code, value in told:
        if value:
            say(plain(f"      {word(code, language)}: {value}"))


COMMANDS = (list_command, show)
