"""The commands by name, found without loading any of them: asking for help loads no command."""

from __future__ import annotations

from importlib import import_module

import click

from cts_docs.cli.help import Group, summary
from cts_docs.cli.language import current_text

COMMANDS: dict[str, str] = {
    "new": "workbooks.check",
    "check": "workbooks.check",
    "score": "workbooks.check",
    "explain": "workbooks.explain",
    "compare": "workbooks.explain",
    "render": "workbooks.render",
    "show": "templates",
    "issue": "archive.issuing",
    "approve": "archive.issuing",
    "archive": "archive.commands",
    "config": "configuration",
    "templates": "templates",
    "spec": "specifications",
    "serve": "serve",
    "doctor": "doctor",
}
"""Each command's module, in the order of the work; its help is the message HELP_<NAME>."""


class LazyGroup(Group):
    """A group whose commands are loaded when they run."""

    def list_commands(self, _context: click.Context) -> list[str]:
        """The commands in the order of the work."""
        return list(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        """A command, loaded now; None for no such name."""
        if name not in COMMANDS:
            return None
        module = import_module(f"cts_docs.cli.{COMMANDS[name]}")
        found: dict[str, click.Command] = {each.name: each for each in module.COMMANDS}
        return found[name]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is meant; a name close to it is suggested where there is none."""
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:
            raise click.NoSuchCommand(error.command_name, possibilities=COMMANDS, ctx=ctx) from error

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands in the help."""
        with formatter.section(current_text("HELP_COMMANDS")):
            names = self.list_commands(context)
            formatter.write_dl([(name, summary(current_text(f"HELP_{name.upper()}"))) for name in names])
