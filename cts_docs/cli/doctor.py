"""The command `doctor`: whether this machine has what the program needs."""

from __future__ import annotations

import sys

import click

from cts_docs.cli.options import common, common_options, json_option
from cts_docs.cli.output import say_json, say_table, word


@click.command()
@json_option
@common_options
@click.pass_context
def doctor(context: click.Context, *, as_json: bool) -> None:
    """检查本机环境 — Tell what this machine has and lacks."""
    from cts_docs.services import examine_machine

    said = common(context)
    findings = examine_machine(said.service_context())
    if as_json:
        say_json(
            {
                "ok": all(one.ok or not one.needed for one in findings),
                "checks": [
                    {"name": one.name, "ok": one.ok, "needed": one.needed, "detail": one.detail}
                    for one in findings
                ],
            }
        )
    else:
        say_table(
            (word("DOCTOR_OK" if one.ok else "DOCTOR_LACKS", said.language), one.name, one.detail)
            for one in findings
        )
    sys.exit(not all(one.ok or not one.needed for one in findings))


COMMANDS = (doctor,)
