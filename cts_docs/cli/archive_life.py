"""The commands on an entry's life: suspend to surveillance, each a deed with reason and date, and due."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cts_docs.cli.archive_options import as_of_option, keeper_of, number_argument, person_option, place_option
from cts_docs.cli.options import common, common_options, json_option
from cts_docs.cli.speech import plain, say, say_json, say_table, tell, word

if TYPE_CHECKING:
    from cts_docs.archive.life import Deed

_LONGEST = 36_500
_REASON = click.option("--reason", required=True, metavar="TEXT", help="Why; kept for good. 理由，永久留存。")
_DATE = click.option(
    "--date",
    "decided",
    metavar="D",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Date of the decision (today). 决定日期（不写则为当天）。",
)
_HELP: dict[Deed, str] = {
    "suspend": "Suspend a valid certificate. 暂停。",
    "restore": "Restore a suspended certificate. 恢复。",
    "withdraw": "Withdraw a certificate. 撤销。",
    "cancel": "Cancel at the client's wish, or what was issued by mistake. 注销。",
    "renew": "Renew for a whole validity from the date. 续期（自该日起一个完整有效期）。",
    "surveillance": "Record a surveillance that was passed. 记录一次通过的监督。",
    "supersede": "Put another entry in the place of this one. 由另一条目替代。",
}


def _record(context: click.Context, deed: Deed, values: dict[str, Any]) -> None:
    from cts_docs.actions.archive_shapes import lived_shape

    decided: datetime.datetime | None = values["decided"]
    lived = keeper_of(context, values["place"], values["person"]).live(
        values["number"], deed, values["reason"], decided.date() if decided else None, values.get("by", "")
    )
    if values["as_json"]:
        say_json(lived_shape(lived))
    else:
        say(plain(f"{lived.number}  {lived.before} → {lived.after}  {lived.date.isoformat()}"))


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


class _Days(click.ParamType[int]):
    """A number of days as `60d` or `60`."""

    name = "days"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The days; a usage error for anything else."""
        text = str(value).removesuffix("d")
        if not (text.isascii() and text.isdecimal() and int(text) <= _LONGEST):
            self.fail(f"{value!r}: 60d", param, ctx)
        return int(text)


@click.command()
@place_option
@click.option(
    "--within", type=_Days(), default="60d", metavar="60d", help="Days ahead. 之后多少天内（默认 60d）。"
)
@as_of_option
@json_option
@common_options
@click.pass_context
def due(
    context: click.Context, place: Path, within: int, as_of: datetime.datetime | None, *, as_json: bool
) -> None:
    """Surveillance, expiry and end of retention ahead. 即将到期的监督、证书与保存期限。"""
    from cts_docs.actions.archive_shapes import due_shape

    keeper = keeper_of(context, place, as_of=as_of)
    found, language = keeper.due(within), common(context).language
    if as_json:
        say_json(due_shape(found, keeper.as_of, within))
    elif found:
        say_table(
            (
                one.date.isoformat(),
                word(f"DUE_{one.what.upper()}", language),
                one.number,
                one.client,
                one.status,
                str(one.days),
            )
            for one in found
        )
    else:
        tell(word("DUE_NOTHING", language, days=str(within), date=keeper.as_of.isoformat()))


COMMANDS = (*map(_command, _HELP), due)
