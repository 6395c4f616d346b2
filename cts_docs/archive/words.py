"""The archive's words for people: states, deeds and lists of them, from the one catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cts_docs.messages import LANGUAGES, Language, message

_BETWEEN: Mapping[Language, str] = {"zh": "、", "en": ", "}


def state_word(status: str, language: Language) -> str:
    """What a status is called, such as 暂停 or suspended."""
    return message(f"STATUS_{status.upper()}", language, {})


def words(name: str, codes: Iterable[str], *, none: str = "WORD_NOTHING") -> dict[str, str]:
    """Words of the catalogue as values of a problem: `NAME_zh` and `NAME_en`; `none` where there are none."""
    meant = tuple(codes) or (none,)
    return {
        f"{name}_{language}": _BETWEEN[language].join(message(code, language, {}) for code in meant)
        for language in LANGUAGES
    }


def states(name: str, statuses: Iterable[str]) -> dict[str, str]:
    """States as values of a problem."""
    return words(name, (f"STATUS_{status.upper()}" for status in statuses))


def deeds(name: str, named: Iterable[str]) -> dict[str, str]:
    """Deeds as values of a problem."""
    return words(name, (f"LIFE_{deed.upper()}" for deed in named))
