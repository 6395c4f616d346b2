"""The command `doctor`: whether this computer has what the program needs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from cts_docs.cli.help import command
from cts_docs.cli.options import common, common_options, json_option
from cts_docs.cli.output import localized, print_json, print_line, print_table

if TYPE_CHECKING:
    from cts_docs.messages import Language
    from cts_docs.services import Finding

_NAMES = {
    "specifications": "DOCTOR_SPECIFICATIONS",
    "configuration": "DOCTOR_CONFIGURATION",
    "web": "DOCTOR_WEB",
    "cluster": "DOCTOR_CLUSTER",
    "sign": "DOCTOR_SIGN",
    "libreoffice": "DOCTOR_LIBREOFFICE",
    "postgresql": "DOCTOR_POSTGRESQL",
}
_COLOURS = {"DOCTOR_OK": "green", "DOCTOR_LACKS": "yellow"}


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
        colours = {localized(code, options.language): colour for code, colour in _COLOURS.items()}
        print_table((_row(one, options.language) for one in findings), colours=colours)
        for code in dict.fromkeys(one.advice for one in findings if not one.ok and one.advice):
            print_line("\n" + localized(code, options.language))
    sys.exit(not all(one.ok or not one.needed for one in findings))


def _row(finding: Finding, language: Language) -> tuple[str, str, str]:
    state = localized("DOCTOR_OK" if finding.ok else "DOCTOR_LACKS", language)
    detail = finding.detail
    if finding.font:
        detail = localized(f"DOCTOR_FONT_{finding.state.upper()}", language, font=finding.font)
    name = localized(_NAMES[finding.name], language) if finding.name in _NAMES else finding.name
    return state, name, detail


COMMANDS = (doctor,)
