"""Help from the message catalogue: click's own commands, options and arguments, with codes for texts.

Where click takes a text (`help`, `metavar`), these take a code of the catalogue; the text is looked up
when it is shown, in the language of the command line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

import click

from cts_docs.cli.language import current_text
from cts_docs.cli.output import width

_UNWRAPPED = "\b"
_NEVER_LAST = "[（“《〈「【"
_NEVER_FIRST = "，。；：！？、）”》〉」】…"
_DASHES = "…—"


class CatalogueText:
    """An attribute set to a code and read as the text of that code."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = f"_{name}_code"

    def __set__(self, instance: object, code: str | None) -> None:
        setattr(instance, self._name, code)

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        code = getattr(instance, self._name, None)
        return current_text(code) if code else code


class HelpFormatter(click.HelpFormatter):
    """Help in columns that align, and lines that break, also where Chinese characters take two places."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line."""
        super().write_usage(prog, args, current_text("USAGE_PREFIX") if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        """Write a heading, with the colon of its language."""
        self.write(f"{' ' * self.current_indent}{heading}{':' if heading.isascii() else '：'}\n")

    def write_text(self, text: str) -> None:
        """Write paragraphs; one that begins with a backspace character keeps its lines."""
        for number, paragraph in enumerate(text.strip().split("\n\n")):
            if number:
                self.write("\n")
            for line in _lines(paragraph, self.width - self.current_indent):
                self.write(f"{' ' * self.current_indent}{line}\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write names and what they mean, in two columns."""
        table = list(rows)
        first_column = min(max(width(name) for name, _ in table), col_max) + col_spacing
        indent = self.current_indent + first_column
        for name, text in table:
            first, *more = wrap(text, max(self.width - indent, 20)) or [""]
            fits = width(name) <= first_column - col_spacing
            gap = " " * (first_column - width(name)) if fits else "\n" + " " * indent
            self.write(f"{' ' * self.current_indent}{name}{gap}{first}".rstrip() + "\n")
            for line in more:
                self.write(f"{' ' * indent}{line}\n")


def _lines(paragraph: str, columns: int) -> list[str]:
    if paragraph.startswith(_UNWRAPPED):
        return paragraph.removeprefix(_UNWRAPPED).strip("\n").splitlines()
    return wrap(paragraph, columns)


def wrap(text: str, columns: int) -> list[str]:
    """A text in lines of at most so many columns, broken at spaces and between Chinese characters."""
    lines: list[str] = []
    line = ""
    for space, piece in _pieces(text):
        if line and width(line + space + piece) > columns:
            lines.append(line)
            line, space = "", ""
        line += (space if line else "") + piece
    return [*lines, line] if line else lines


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Words and Chinese characters, each with the space before it and the marks that stay with it."""
    space = piece = ""
    for character in text:
        if character.isspace():
            if piece:
                yield space, piece
            space, piece = " ", ""
        elif piece and _may_break(piece[-1], character):
            yield space, piece
            space, piece = "", character
        else:
            piece += character
    if piece:
        yield space, piece


def _may_break(before: str, after: str) -> bool:
    """Whether a line may end between two characters: where one of them is Chinese, but not at marks."""
    if before in _NEVER_LAST or after in _NEVER_FIRST:
        return False
    return any(width(each) == 2 or each in _NEVER_FIRST + _DASHES for each in (before, after))


class _Context(click.Context):
    formatter_class = HelpFormatter


class Option(click.Option):
    """An option whose `help` and `metavar` are codes of the catalogue."""

    help: Any = CatalogueText()
    metavar: Any = CatalogueText()


class Argument(click.Argument):
    """An argument whose `help` and `metavar` are codes of the catalogue."""

    help: Any = CatalogueText()
    metavar: Any = CatalogueText()


class Command(click.Command):
    """A command whose `help` is a code of the catalogue; its first paragraph is its line in a list."""

    help: Any = CatalogueText()
    options_metavar: Any = CatalogueText()
    context_class = _Context

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **{"options_metavar": "METAVAR_OPTIONS", **settings})

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option `--help`, which click makes once, with its text in the language in use."""
        found = super().get_help_option(ctx)
        if found is not None:
            found.help = current_text("CLICK_SHOW_HELP")
        return found

    def get_short_help_str(self, _limit: int = 0) -> str:
        """The first paragraph of the help, whole."""
        return summary(self.help)


class Group(Command, click.Group):
    """A group of such commands."""

    subcommand_metavar: Any = CatalogueText()
    command_class = Command

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **{"subcommand_metavar": "METAVAR_COMMAND", **settings})

    def list_commands(self, _context: click.Context) -> list[str]:
        """The commands in the order in which they were added."""
        return list(self.commands)


def summary(text: str) -> str:
    """The first paragraph of a help text."""
    return text.partition("\n\n")[0].strip()


Decorated = TypeVar("Decorated", bound=Callable[..., Any] | click.Command)


def command(name: str | None = None, *, help: str) -> Callable[[Callable[..., Any]], Command]:
    """Make a function a command; `help` is a code of the catalogue."""
    return click.command(name, cls=Command, help=help)


def group(name: str | None = None, *, help: str) -> Callable[[Callable[..., Any]], Group]:
    """Make a function a group of commands; `help` is a code of the catalogue."""
    return click.group(name, cls=Group, help=help)


def option(*names: str, **settings: Any) -> Callable[[Decorated], Decorated]:
    """Give a command an option; `help` and `metavar` are codes of the catalogue."""
    return click.option(*names, cls=Option, **settings)


def argument(name: str, **settings: Any) -> Callable[[Decorated], Decorated]:
    """Give a command an argument; `help` and `metavar` are codes of the catalogue."""
    return click.argument(name, cls=Argument, **settings)
