"""The commands on specifications: what is at hand, and what one of them says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cts_docs.cli.controlled import specification_work
from cts_docs.cli.options import common, common_options, json_option
from cts_docs.cli.output import say, say_json, say_table, word
from cts_docs.messages import Language

if TYPE_CHECKING:
    from cts_docs.services import Reading, Specification


@click.group()
@common_options
def spec() -> None:
    """可用的技术规范 — Controlled specifications at hand."""


@spec.command("list")
@json_option
@common_options
@click.pass_context
def list_(context: click.Context, *, as_json: bool) -> None:
    """列出技术规范 — List the specifications."""
    found = common(context).service_context().specifications()
    if as_json:
        say_json({"specifications": [_entry(one) for one in found]})
    else:
        say_table((one.id, one.control.number, one.control.version, one.control.title) for one in found)


@spec.command()
@click.argument("identifier", metavar="[ID]", required=False)
@json_option
@common_options
@click.pass_context
def show(context: click.Context, identifier: str | None, *, as_json: bool) -> None:
    """显示一份技术规范的要点 — Show one specification: control block, points, readings."""
    from cts_docs.serialization.results import serialize_specification

    said = common(context)
    found = said.service_context().specification(identifier)
    if as_json:
        say_json(serialize_specification(found))
    else:
        _say_specification(found, said.language)


def _entry(specification: Specification) -> dict[str, str]:
    control = specification.control
    return {
        "id": specification.id,
        "number": control.number,
        "version": control.version,
        "title": control.title,
        "sha256": specification.sha256,
        "source": specification.source,
    }


def _say_specification(specification: Specification, language: Language) -> None:
    control = specification.control
    say(f"{control.number} {control.version}  {control.title}")
    say_table(
        (
            (word("SPEC_STATUS", language), control.status),
            (word("SPEC_DATES", language), f"{control.issue_date} / {control.effective_date}"),
            (word("SPEC_SOURCE", language), specification.source),
        )
    )
    say()
    say(specification.appendix1.title)
    say_table(
        ((one.id, one.name, str(one.points)) for one in specification.indicators),
        indent="  ",
    )
    say()
    say(specification.appendix3.title)
    say_table(
        ((one.id, one.name, " ".join(map(str, one.points))) for one in specification.clauses),
        indent="  ",
    )
    say()
    say(word("SPEC_READINGS", language))
    say_table(
        ((one.id, one.clause, _default(one), one.question) for one in specification.readings.values()),
        indent="  ",
    )


def _default(reading: Reading) -> str:
    """The default with the numbers that its rule goes by: `fixed (band = 2)`."""
    choice = reading.choices.get(reading.default) or reading.choices[reading.kind]
    return f"{reading.default} ({choice.numbers})" if choice.numbers else reading.default


for command in specification_work.COMMANDS:
    spec.add_command(command)

COMMANDS = (spec,)
