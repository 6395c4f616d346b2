"""The commands that change the status of an entry, and `due`."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cts_docs.cli.archive.confirmation import asks, change_facts, confirm, yes_option
from cts_docs.cli.archive.options import (
    answering,
    as_of_option,
    exit_where_altered,
    number_argument,
    open_for_writing,
    open_service,
    person_option,
    place_option,
    print_backup,
)
from cts_docs.cli.help import argument, command, option
from cts_docs.cli.options import Day, common, common_options, json_option
from cts_docs.cli.output import (
    localized,
    plain,
    print_json,
    print_line,
    print_message,
    print_problems,
    print_table,
)
from cts_docs.errors import CannotRunError, Problem

if TYPE_CHECKING:
    from cts_docs.messages import Language
    from cts_docs.services import DueDate, NoticeResult, StatusChangeResult, Transition
    from cts_docs.services.archive.archive import ArchiveService

_LONGEST = 36_500
_FINAL: tuple[Transition, ...] = ("withdraw", "cancel", "supersede")
"""The transitions that cannot be undone."""
_DAYS = re.compile("[0-9]{1,5}")
_REASON = option("--reason", required=True, metavar="METAVAR_TEXT", help="OPTION_REASON")
_NUMBER_OR_BACKUP = argument("number", metavar="METAVAR_NUMBER_OR_BACKUP", help="ARGUMENT_NUMBER_OR_BACKUP")
_RESTORE_REASON = option("--reason", metavar="METAVAR_TEXT", help="OPTION_RESTORE_REASON")
_DATE = option(
    "--date",
    "decided",
    metavar="METAVAR_DATE",
    type=Day(),
    help="OPTION_DECIDED",
)
_TRANSITIONS: tuple[Transition, ...] = (
    "suspend",
    "restore",
    "withdraw",
    "cancel",
    "renew",
    "surveillance",
    "supersede",
)


def _change_status(context: click.Context, transition: Transition, values: dict[str, Any]) -> None:
    from cts_docs.serialization.archive import serialize_status_change

    decided: datetime.datetime | None = values["decided"]
    date, language = decided.date() if decided else None, common(context).language
    with answering(context, values["number"], as_json=values["as_json"]):
        service = open_for_writing(context, values["place"], values["person"])
        if transition in _FINAL and asks(yes=values["yes"], as_json=values["as_json"]):
            _confirm(service, transition, values, date, language)
        changed = service.change_status(
            values["number"], transition, values["reason"], date, values.get("by", "")
        )
    if values["as_json"]:
        print_json(serialize_status_change(changed, language))
    else:
        print_line(status_change_line(changed, language))
    print_problems(changed.warnings, language)
    if changed.notice is not None:
        print_notice(changed.notice, language)


def print_notice(notice: NoticeResult, language: Language) -> None:
    """Where the files of an archived notice are."""
    name = localized(f"DOCUMENT_{notice.name.upper()}", language)
    for path in notice.files:
        print_message(localized("NOTICE_WRITTEN", language, document=name, file=str(path)))


def _confirm(
    service: ArchiveService,
    transition: Transition,
    values: dict[str, Any],
    date: datetime.date | None,
    language: Language,
) -> None:
    preview = service.preview_status_change(
        values["number"], transition, values["reason"], date, values.get("by", "")
    )
    facts = [list(change_facts(preview, service.show(preview.number), language))]
    confirm("CONFIRM_STATUS_CHANGE", facts, "CONFIRM_FINAL_STATUS_CHANGE", language)


def status_change_line(changed: StatusChangeResult, language: Language) -> str:
    """One line on a status change: recorded, or proposed for approval."""
    values = {
        "number": changed.number,
        "deed": localized(f"LIFE_{changed.transition.upper()}", language),
        "before": _state(changed.before, language),
        "after": _state(changed.after, language),
        "date": changed.date.isoformat(),
    }
    code = "LIFE_PROPOSED" if changed.proposed else "LIFE_RECORDED"
    return plain(localized(code, language, **values))


def _state(status: str, language: Language) -> str:
    return localized(f"STATUS_{status.upper()}", language)


def _command(transition: Transition) -> click.Command:
    """The command of one transition; `supersede` takes the successor as well."""

    @click.pass_context
    def run(context: click.Context, /, **values: Any) -> None:
        if transition == "restore" and values["reason"] is None:
            _restore_backup(context, values)
        else:
            _change_status(context, transition, values)

    named = (_NUMBER_OR_BACKUP, _RESTORE_REASON) if transition == "restore" else (number_argument, _REASON)
    options: list[Callable[..., Any]] = [*named, _DATE, place_option, person_option]
    if transition in _FINAL:
        options.append(yes_option)
    if transition == "supersede":
        options.append(option("--by", required=True, metavar="METAVAR_NUMBER", help="OPTION_BY"))
    decorated: Callable[..., Any] = run
    for decorate in reversed([*options, json_option, common_options]):
        decorated = decorate(decorated)
    return command(name=transition, help=f"HELP_ARCHIVE_{transition.upper()}")(decorated)


def _restore_backup(context: click.Context, values: dict[str, Any]) -> None:
    from cts_docs.cli.progress import shown_steps
    from cts_docs.services.archive.backups import restore_archive

    with shown_steps(common(context).language, hidden=values["as_json"]):
        restored = restore_archive(Path(values["number"]), values["place"], values["person"])
    print_backup(context, "RESTORE_DONE", restored, as_json=values["as_json"])


def _days(given: str) -> int:
    """A number of days as `60d` or `60`; raises CannotRunError for anything else."""
    digits = given.strip().removesuffix("d")
    if _DAYS.fullmatch(digits) and int(digits) <= _LONGEST:
        return int(digits)
    raise CannotRunError(Problem("WITHIN_DAYS", found=given, values={"expected": str(_LONGEST)}))


@command(help="HELP_ARCHIVE_DUE")
@place_option
@option("--within", "given", default="60d", metavar="METAVAR_DAYS", help="OPTION_WITHIN")
@option("--notices", is_flag=True, help="OPTION_NOTICES")
@as_of_option
@json_option
@common_options
@click.pass_context
def due(
    context: click.Context,
    place: Path,
    given: str,
    as_of: datetime.datetime | None,
    *,
    notices: bool,
    as_json: bool,
) -> None:
    """List surveillance, expiry and ends of retention that fall due, and announce surveillance."""
    from cts_docs.serialization.archive import serialize_due

    within, language = _days(given), common(context).language
    if notices and as_of is not None:
        raise click.UsageError(localized("USAGE_NOTICES_AS_OF", language))
    made: tuple[NoticeResult, ...] = ()
    if notices:
        made, warnings = open_for_writing(context, place, "").announce_surveillance(within)
        print_problems(warnings, language)
    service = open_service(context, place, as_of=as_of)
    found = service.due(within)
    if as_json:
        print_json(serialize_due(found, service.as_of, within, made))
    elif found:
        print_table([_due_heading(language), *(_due_row(one, language) for one in found)])
    else:
        print_message(localized("DUE_NOTHING", language, days=str(within), date=service.as_of.isoformat()))
    for notice in () if as_json else made:
        print_notice(notice, language)
    exit_where_altered(context, (fault for one in found for fault in one.faults))


def _due_heading(language: Language) -> tuple[str, ...]:
    names = ("DUE_DATE", "DUE_WHAT", "FACT_NUMBER", "FACT_CLIENT", "FACT_STATUS", "DUE_DAYS")
    return tuple(localized(name, language) for name in names)


def _due_row(one: DueDate, language: Language) -> tuple[str, ...]:
    left = str(one.days) if one.days >= 0 else localized("DUE_OVERDUE", language, days=str(-one.days))
    name, state = localized(f"DUE_{one.what.upper()}", language), _state(one.status, language)
    what = f"{name} {one.nonconformity}".rstrip()
    return one.date.isoformat(), what, one.number, one.client, state, left


COMMANDS = (*map(_command, _TRANSITIONS), due)
