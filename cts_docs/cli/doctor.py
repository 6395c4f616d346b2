"""The command `doctor`: whether this computer has what the program needs."""

from __future__ import annotations

import sys

import click

from cts_docs.cli.help import command
from cts_docs.cli.options import common, common_options, json_option
from cts_docs.cli.output import localized, print_json, print_table


@command(help="HELP_DOCTOR")
@json_option
@common_options
@click.pass_context
def doctor(context: click.Context, *, as_json: bool) -> None:
    """Check what this computer has of what the program needs."""
    from cts_docs.services import examine_machine

    options = common(context)
    findings = examine_machine(options.service_context())
    if as_json:
        print_json(
            {
                "ok": all(one.ok or not one.needed for one in findings),
                "checks": [
                    {"name": one.name, "ok": one.ok, "needed": one.needed, "detail": one.detail}
                    for one in findings
                ],
            }
        )
    else:
        print_table(
            (localized("DOCTOR_OK" if one.ok else "DOCTOR_LACKS", options.language), one.name, one.detail)
            for one in findings
        )
    sys.exit(not all(one.ok or not one.needed for one in findings))


COMMANDS = (doctor,)
