"""The options that every command knows, before or after the command's name."""

from __future__ import annotations

import locale
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cts_docs.messages import LANGUAGES, Language, message

if TYPE_CHECKING:
    from cts_docs.services import ServiceContext

Command = TypeVar("Command", bound=Callable[..., Any])

WORKBOOKS = click.argument(
    "workbooks", nargs=-1, required=True, metavar="WORKBOOK...", type=click.Path(path_type=Path)
)
"""The workbooks that a command is about: files, or folders that hold them."""


class Day(click.DateTime):
    """A day as 2026-03-01; what is none, such as 2026-02-29, is refused in words that say so."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The day's first moment; raises BadParameter for what is no day."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(message("USAGE_NOT_A_DATE", "en", {"value": repr(value)}), param, ctx)


@dataclass(slots=True)
class Common:
    """What was said on the command line for all commands."""

    language: Language
    config: Path | None = None
    asked: Language | None = None

    @property
    def for_errors(self) -> Language:
        """The language for a command line that is wrong: `--lang` counts also where it stands unread."""
        return self.asked or self.language

    def service_context(self) -> ServiceContext:
        """The context of the services under the configuration that was named, if any."""
        from cts_docs.services import open_context

        return open_context(self.config)


def common_options(command: Command) -> Command:
    """Give a command `--lang` and `--config`; what stands nearest to the command counts."""
    language = click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        expose_value=False,
        callback=_set_language,
        help="Language of messages. 消息的语言。",
    )
    config = click.option(
        "--config",
        type=click.Path(path_type=Path),
        expose_value=False,
        callback=_set_config,
        metavar="FILE",
        help="The body's cts-docs.toml. 认证机构的配置文件。",
    )
    return language(config(command))


def output_option(metavar: str, about: str, *, required: bool = True) -> Callable[[Command], Command]:
    """What gives a command `-o`: where to write, as a path that is not looked at yet."""
    kind = click.Path(path_type=Path)
    return click.option("-o", "--output", required=required, metavar=metavar, type=kind, help=about)


def json_option(command: Command) -> Command:
    """Give a command `--json`."""
    decorate = click.option("--json", "as_json", is_flag=True, help="Answer in JSON. 以 JSON 输出。")
    return decorate(command)


def common(context: click.Context) -> Common:
    """What was said for all commands."""
    found = context.find_object(Common)
    if found is None:
        found = context.obj = Common(spoken_language())
    return found


def spoken_language() -> Language:
    """Chinese under a Chinese locale, English under any other."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if named := os.environ.get(variable):
            return _language_of(named)
    return _language_of(locale.getlocale()[0] or "")


def asked_language(arguments: Sequence[str]) -> Language | None:
    """The language that the last `--lang` of a command line asks for, None where none does."""
    values = [after for option, after in pairwise(arguments) if option == "--lang"]
    values += [each.removeprefix("--lang=") for each in arguments if each.startswith("--lang=")]
    return next((known for known in LANGUAGES if known in values[-1:]), None)


def _language_of(name: str) -> Language:
    return "zh" if name.lower().startswith(("zh", "chinese")) else "en"


def _set_language(context: click.Context, _: click.Parameter, value: Language | None) -> None:
    if value is not None:
        common(context).language = value


def _set_config(context: click.Context, _: click.Parameter, value: Path | None) -> None:
    if value is not None:
        common(context).config = value
