"""The language of the command line: chosen once for the process, for messages, help and click's own texts."""

from __future__ import annotations

import gettext
import locale
import os
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from cts_docs import messages
from cts_docs.messages import LANGUAGES, Language, message

_CLICK_TEXTS = "click"
_TRANSLATIONS = Path(messages.__file__).parent / "locale"


def use_language(language: Language) -> None:
    """Make `language` the language of this process, also for what click says by itself."""
    gettext.bindtextdomain(_CLICK_TEXTS, str(_TRANSLATIONS))
    gettext.textdomain(_CLICK_TEXTS)
    # gettext looks its language up in this variable at each text.
    os.environ["LANGUAGE"] = language


def current_language() -> Language:
    """The language in use; the system's where none was chosen."""
    chosen = os.environ.get("LANGUAGE", "")
    return next((known for known in LANGUAGES if known == chosen), system_language())


def current_text(code: str) -> str:
    """A text of the catalogue in the language in use."""
    return message(code, current_language(), {})


def system_language() -> Language:
    """Chinese under a Chinese locale, English under any other."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if name := os.environ.get(variable):
            return _language_of(name)
    return _language_of(locale.getlocale()[0] or "")


def requested_language(arguments: Sequence[str]) -> Language:
    """The language that the last `--lang` of a command line names, else the system's.

    Read before click parses anything, so that help and usage errors come in it too.
    """
    values = [after for option, after in pairwise(arguments) if option == "--lang"]
    values += [each.removeprefix("--lang=") for each in arguments if each.startswith("--lang=")]
    return next((known for known in LANGUAGES if known in values[-1:]), system_language())


def _language_of(name: str) -> Language:
    return "zh" if name.lower().startswith(("zh", "chinese")) else "en"
