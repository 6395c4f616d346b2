"""The one place where a PDF is opened, whoever made it."""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdf import PdfReader

# What is wrong with a PDF is told as a problem. Where nobody handles pypdf's own log lines, Python
# would print them on stderr, in the midst of the messages.
logging.getLogger("pypdf").addHandler(logging.NullHandler())


def open_pdf(content: bytes) -> PdfReader:
    """A reader of a PDF; raises pypdf's own errors where it can't be opened."""
    from pypdf import PdfReader

    return PdfReader(io.BytesIO(content))
