"""A wrong command line in Chinese: the sentences of click that stand in the catalogue, translated."""

from __future__ import annotations

import re
from typing import IO, Any

import click

from cts_docs.cli.output import plain, tell, word
from cts_docs.messages import Language, catalogue, message

SENTENCES = (
    "USAGE_MISSING_ARGUMENT",
    "USAGE_MISSING_OPTION",
    "USAGE_MISSING_COMMAND",
    "USAGE_NO_SUCH_OPTION",
    "USAGE_NO_SUCH_COMMAND",
    "USAGE_INVALID_VALUE",
    "USAGE_NOT_ONE_OF",
    "USAGE_NOT_A_NUMBER",
    "USAGE_OUT_OF_RANGE",
    "USAGE_NOT_A_DATE",
    "USAGE_EXTRA_ARGUMENT",
    "USAGE_EXTRA_ARGUMENTS",
    "USAGE_WITHOUT_VALUE",
    "USAGE_NO_VALUE_TAKEN",
    "USAGE_CHOOSE_FROM",
    "USAGE_MEANT_ONE",
    "USAGE_MEANT_SOME",
)
"""Their English in the catalogue is what click says, or is given to say: by it a sentence is known."""

_PLACEHOLDER = re.compile(r"\\\{(\w+)\\\}")


class ToldInWords(click.UsageError):
    """A usage error that speaks the language of the command line; in English click's own words stand."""

    def __init__(self, error: click.UsageError, language: Language) -> None:
        super().__init__(error.format_message(), error.ctx)
        self.error, self.language = error, language

    def show(self, file: IO[Any] | None = None) -> None:
        """The usage line, how to find help, and what is wrong, on stderr."""
        if self.language != "zh":
            self.error.show(file)
            return
        if self.ctx is not None:
            usage = self.ctx.get_usage().removeprefix("Usage:").strip()
            tell(word("USAGE_LINE", "zh", usage=usage))
            tell(word("USAGE_HELP", "zh", command=self.ctx.command_path) + "\n")
        tell(plain(word("USAGE_ERROR", "zh", said=in_chinese(self.message))))


def in_chinese(said: str) -> str:
    """A sentence of click in Chinese, with the sentences inside it; as it stands where it is not known."""
    for code in SENTENCES:
        found = _pattern(catalogue()[code].en).fullmatch(said)
        if found is not None:
            return message(code, "zh", {name: in_chinese(part) for name, part in found.groupdict().items()})
    return said


def _pattern(english: str) -> re.Pattern[str]:
    return re.compile(_PLACEHOLDER.sub(r"(?P<\1>.*)", re.escape(english)), re.DOTALL)
