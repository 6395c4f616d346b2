"""The commands on an entry's life: suspend to surveillance, each a deed with reason and date, and due."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cts_docs.cli.archive.options import (
    answering,
    as_of_option,
    number_argument,
    open_service,
    person_option,
    place_option,
)
from cts_docs.cli.options import Day, common, common_options, json_option
from cts_docs.cli.output import plain, say, say_json, say_table, tell, tell_problems, word
from cts_docs.errors import CannotRunError, Problem

if TYPE_CHECKING:
    from cts_docs.messages import Language
    from cts_docs.services import Deed, Due

_LONGEST = 36_500
_DAYS = re.compile("[0-9]{1,5}")
_REASON = click.option("--reason", required=True, metavar="TEXT", help="Why; kept for good. 理由，永久留存。")
_DATE = click.option(
    "--date",
    "decided",
    metavar="D",
    type=Day(),
    help="Date of the decision (today). 决定日期（不写则为当天）。",
)
_HELP: dict[Deed, str] = {
    "suspend": "暂停 — Suspend a valid certificate.",
    "restore": "恢复 — Restore a suspended certificate.",
    "withdraw": "撤销 — Withdraw a certificate.",
    "cancel": "注销，或取消未批准的草稿 — Cancel a certificate, a report or a draft.",
    "renew": "续期（自该日起一个完整有效期） — Renew for a whole validity from the date.",
    "surveillance": "记录一次通过的监督 — Record a surveillance that was passed.",
    "supersede": "由另一条目替代 — Put another entry in the place of this one.",
}


def _record(context: click.Context, deed: Deed, values: dict[str, Any]) -> None:
    from cts_docs.serialization.archive import serialize_status_change

    decided: datetime.datetime | None = values["decided"]
    date, language = decided.date() if decided else None, common(context).language
    with answering(context, values["number"], as_json=values["as_json"]):
        service = open_service(context, values["place"], values["person"])
        lived = service.change_status(values["number"], deed, values["reason"], date, values.get("by", ""))
    if values["as_json"]:
        say_json(serialize_status_change(lived, language))
    else:
        said = {
            "number": lived.number,
            "deed": word(f"LIFE_{deed.upper()}", language),
            "before": _state(lived.before, language),
            "after": _state(lived.after, language),
            "date": lived.date.isoformat(),
        }
        say(plain(word("LIFE_RECORDED", language, **said)))
    tell_problems(lived.warnings, language)


def _state(status: str, language: Language) -> str:
    return word(f"STATUS_{status.upper()}", language)


def _command(deed: Deed) -> click.Command:
    """The command of one deed; all take the same options, `supersede` its successor too."""

    @click.pass_context
    def run(context: click.Context, /, **values: Any) -> None:
        _record(context, deed, values)

    options: list[Callable[..., Any]] = [number_argument, _REASON, _DATE, place_option, person_option]
    if deed == "supersede":
        options.append(click.option("--by", required=True, metavar="NUMBER", help="Its successor. 替代者。"))
    work: Callable[..., Any] = run
    for decorate in reversed([*options, json_option, common_options]):
        work = decorate(work)
    return click.command(name=deed, help=_HELP[deed])(work)


def _days(said: str) -> int:
    """A number of days as `60d` or `60`; raises CannotRunError for anything else."""
    text = said.strip().removesuffix("d")
    if _DAYS.fullmatch(text) and int(text) <= _LONGEST:
        return int(text)
    raise CannotRunError(Problem("WITHIN_DAYS", found=said, values={"expected": str(_LONGEST)}))


@click.command()
@place_option
@click.option("--within", "said", default="60d", metavar="60d", help="Days ahead. 之后多少天内（默认 60d）。")
@as_of_option
@json_option
@common_options
@click.pass_context
def due(
    context: click.Context, place: Path, said: str, as_of: datetime.datetime | None, *, as_json: bool
) -> None:
    """即将到期的监督、证书与保存期限 — Surveillance, expiry and end of retention ahead."""
    from cts_docs.serialization.archive import serialize_due

    within = _days(said)
    service = open_service(context, place, as_of=as_of)
    found, language = service.due(within), common(context).language
    if as_json:
        say_json(serialize_due(found, service.as_of, within))
    elif found:
        say_table([_due_heading(language), *(_due_row(one, language) for one in found)])
    else:
        tell(word("DUE_NOTHING", language, days=str(within), date=service.as_of.isoformat()))


def _due_heading(language: Language) -> tuple[str, ...]:
    names = ("DUE_DATE", "DUE_WHAT", "FACT_NUMBER", "FACT_CLIENT", "FACT_STATUS", "DUE_DAYS")
    return tuple(word(name, language) for name in names)


def _due_row(one: Due, language: Language) -> tuple[str, ...]:
    left = str(one.days) if one.days >= 0 else word("DUE_OVERDUE", language, days=str(-one.days))
    what, state = word(f"DUE_{one.what.upper()}", language), _state(one.status, language)
    return one.date.isoformat(), what, one.number, one.client, state, left


COMMANDS = (*map(_command, _HELP), due)
