"""PDF/A-2b beside the Word documents: converted by LibreOffice, and each PDF checked."""

from cts_docs.documents.pdf.availability import FaceFound, PdfSupport, face_problems, pdf_support
from cts_docs.documents.pdf.conversion import Converted, Source, convert
from cts_docs.documents.pdf.inspection import first_text, page_count, pages_of_bookmarks, pdf_problems
from cts_docs.documents.pdf.instance import time_limit
from cts_docs.documents.pdf.program import find_soffice, require_soffice, share_of_cores

__all__ = [
    "Converted",
    "FaceFound",
    "PdfSupport",
    "Source",
    "convert",
    "face_problems",
    "find_soffice",
    "first_text",
    "page_count",
    "pages_of_bookmarks",
    "pdf_problems",
    "pdf_support",
    "require_soffice",
    "share_of_cores",
    "time_limit",
]
