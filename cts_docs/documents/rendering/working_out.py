"""How a part of a template is worked out: made ready by docxtpl, read by Jinja, then proven.

This takes most of a second for a set of documents, and loads docxtpl and Jinja. What comes out
is plain data, so that it can be kept: see `stored`.
"""

from __future__ import annotations

import re
from itertools import count

from cts_docs.documents.rendering.checked import patched
from cts_docs.documents.rendering.emphasis import with_both_forms
from cts_docs.documents.rendering.finishing import FIRST_DRAWING
from cts_docs.documents.rendering.language import understood
from cts_docs.documents.rendering.proof import prove
from cts_docs.documents.rendering.tree import Proven, UnplannedError

_DRAWING = re.compile(r'(<wp:docPr\b[^>]*?\bid=")[^"]*(")')


def worked_out(content: bytes, *, main: bool) -> Proven | None:
    """What is proven of a part; None where its rendering cannot be planned. The main part counts drawings."""
    try:
        source = with_both_forms(patched(content))
        return prove(understood(_numbered(source) if main else source))
    except (UnplannedError, UnicodeDecodeError):
        return None


def _numbered(source: str) -> str:
    """The source with its drawings numbered as docxtpl numbers them."""
    numbers = count(FIRST_DRAWING)
    return _DRAWING.sub(lambda found: f"{found[1]}{next(numbers)}{found[2]}", source)
