"""Characters for which no face of this machine has a glyph: LibreOffice prints a box without a warning."""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Iterable, Mapping

from cts_docs.documents.pdf.faces import FACE_REQUESTS
from cts_docs.documents.pdf.program import run_program

_INVISIBLE = frozenset(("Cc", "Cf", "Mn", "Zs", "Zl", "Zp"))
_SECONDS = 30.0


def undrawable_characters(characters: Iterable[str], environment: Mapping[str, str]) -> frozenset[str]:
    """Those of `characters` that no face covers, by fontconfig under `environment`; empty without fontconfig.

    The body face covers nearly all, so it is asked once for everything and all faces only
    for the characters it does not cover.
    """
    matcher, lister = shutil.which("fc-match"), shutil.which("fc-list")
    if matcher is None or lister is None:
        return frozenset()
    body_face = FACE_REQUESTS[0].names[0]
    output = run_program(
        [matcher, "-f", "%{charset}", body_face], environment=environment, seconds=_SECONDS
    ).output
    covered = [_range(part) for part in output.split()]
    return frozenset(
        character
        for character in set(characters)
        if unicodedata.category(character) not in _INVISIBLE
        and not any(first <= ord(character) <= last for first, last in covered)
        and not run_program(
            [lister, f":charset={ord(character):x}", "family"], environment=environment, seconds=_SECONDS
        ).output
    )


def _range(part: str) -> tuple[int, int]:
    """A range of code points as fontconfig prints it: `4e00-9fff`, or one alone."""
    first, _, last = part.partition("-")
    return int(first, 16), int(last or first, 16)
