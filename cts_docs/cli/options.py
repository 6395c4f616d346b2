"""The options that every command knows, before or after the command's name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cts_docs.cli.help import Decorated, argument, option
from cts_docs.cli.language import current_language, use_language
from cts_docs.messages import LANGUAGES, Language, message

if TYPE_CHECKING:
    from cts_docs.services import ServiceContext

WORKBOOKS = argument(
    "workbooks",
    nargs=-1,
    required=True,
    metavar="METAVAR_WORKBOOKS",
    type=click.Path(path_type=Path),
    help="ARGUMENT_WORKBOOKS",
)
"""The workbooks that a command is about: files, or folders that hold them."""


class Day(click.DateTime):
    """A date as 2026-03-01; a date that does not exist, such as 2026-02-29, is refused with its reason."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The first moment of the day; raises BadParameter for anything that is not a date."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(message("USAGE_NOT_A_DATE", current_language(), {"value": repr(value)}), param, ctx)


@dataclass(slots=True)
class Common:
    """What the command line gives for all commands."""

    config: Path | None = None
    verbose: bool = False

    @property
    def language(self) -> Language:
        """The language to answer in."""
        return current_language()

    def service_context(self) -> ServiceContext:
        """The service_context under the configuration that was named, if any."""
        from cts_docs.services import open_context

        return open_context(self.config)


def common_options(command: Decorated) -> Decorated:
    """Give a command `--lang`, `--config` and `--verbose`; what stands nearest to the command counts."""
    language = option(
        "--lang",
        type=click.Choice(LANGUAGES),
        expose_value=False,
        callback=_set_language,
        help="OPTION_LANG",
    )
    config = option(
        "--config",
        type=click.Path(path_type=Path),
        expose_value=False,
        callback=_set_config,
        metavar="METAVAR_FILE",
        help="OPTION_CONFIG",
    )
    verbose = option(
        "--verbose", is_flag=True, expose_value=False, callback=_set_verbose, help="OPTION_VERBOSE"
    )
    return language(config(verbose(command)))


def output_option(metavar: str, about: str, *, required: bool = True) -> Callable[[Decorated], Decorated]:
    """What gives a command `-o`: where to write, as a path that is not looked at yet."""
    kind = click.Path(path_type=Path)
    return option("-o", "--output", required=required, metavar=metavar, type=kind, help=about)


def json_option(command: Decorated) -> Decorated:
    """Give a command `--json`."""
    decorate = option("--json", "as_json", is_flag=True, help="OPTION_JSON")
    return decorate(command)


def common(context: click.Context) -> Common:
    """What the command line gives for all commands."""
    found = context.find_object(Common)
    if found is None:
        found = context.obj = Common()
    return found


def is_verbose() -> bool:
    """Whether the command that runs was asked for everything that it can report."""
    context = click.get_current_context(silent=True)
    return context is not None and common(context).verbose


def _set_verbose(context: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        common(context).verbose = True


def _set_language(_context: click.Context, _: click.Parameter, value: Language | None) -> None:
    if value is not None:
        use_language(value)


def _set_config(context: click.Context, _: click.Parameter, value: Path | None) -> None:
    if value is not None:
        common(context).config = value
