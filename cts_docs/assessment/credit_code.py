"""The unified social credit code (统一社会信用代码) and its check character, GB 32100-2015."""

from __future__ import annotations

LENGTH = 18
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of the code: digits and capitals without I, O, S, V and Z."""

_FACTOR = 3


def check_character(body: str) -> str:
    """The check character of the first 17 characters of a code (GB 32100-2015, modulo 31).

    >>> check_character("91350100M000100Y4")
    '3'
    """
    total = sum(
        ALPHABET.index(character) * pow(_FACTOR, place, len(ALPHABET)) for place, character in enumerate(body)
    )
    return ALPHABET[-total % len(ALPHABET)]


def foreign_characters(code: str) -> str:
    """The characters of a code that the standard does not use, each once.

    >>> foreign_characters("9135O100MOO01OOY43")
    'O'
    """
    return "".join(dict.fromkeys(character for character in code if character not in ALPHABET))
