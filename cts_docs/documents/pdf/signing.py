"""PDF files signed with the body's certificate (PAdES) and timestamped (RFC 3161), by pyHanko.

The signature is appended to the file and is not visible on a page; the PDF/A-2b file stays one.
"""

from __future__ import annotations

import datetime
import io
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cts_docs.errors import CannotRunError, Problem

FIELD = "Signature"
_SECONDS = 20

# Every failure is reported as a problem; without a handler of its own, Python prints log lines on stderr.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class PdfSigner:
    """The body's certificate with its private key, a PKCS#12 file, and the timestamp authority to ask.

    `timestamp` is the http or https address of an RFC 3161 service; empty for signatures without one.
    """

    certificate: Path
    passphrase: str
    timestamp: str = ""

    def check(self, now: datetime.datetime) -> None:
        """Raise CannotRunError where the certificate cannot be used for signing at a moment."""
        self._loaded(now)

    def sign(self, contents: Mapping[str, bytes], body: str, now: datetime.datetime) -> dict[str, bytes]:
        """The files signed, by name; raises CannotRunError where one of them cannot be.

        `body` is the name of the certification body as the signature gives it.
        """
        signer = self._loaded(now)
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.pdf_utils.misc import PdfError
        from pyhanko.sign.fields import SigSeedSubFilter
        from pyhanko.sign.signers import PdfSignatureMetadata, sign_pdf
        from pyhanko.sign.timestamps import HTTPTimeStamper

        metadata = PdfSignatureMetadata(
            field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, name=body or None
        )
        authority = HTTPTimeStamper(self.timestamp, timeout=_SECONDS) if self.timestamp else None
        made: dict[str, bytes] = {}
        for name, content in contents.items():
            try:
                writer = IncrementalPdfFileWriter(io.BytesIO(content))
                made[name] = sign_pdf(writer, metadata, signer=signer, timestamper=authority).getvalue()
            except OSError as error:
                values = {"address": self.timestamp}
                cause = str(error.__cause__ or error) or type(error).__name__
                raise CannotRunError(Problem("PDF_TIMESTAMP", found=cause[:200], values=values)) from error
            except (PdfError, ValueError) as error:
                raise CannotRunError(Problem("PDF_SIGNING", file=name, found=str(error)[:200])) from error
        return made

    def _loaded(self, now: datetime.datetime) -> Any:
        """pyHanko's signer, its certificate within its days."""
        try:
            from pyhanko.sign.signers import SimpleSigner
        except ImportError as error:
            raise CannotRunError(Problem("PDF_SIGNING_MISSING")) from error
        name = str(self.certificate)
        if not self.certificate.is_file():
            raise CannotRunError(Problem("PDF_CERTIFICATE", file=name, found="—"))
        signer = SimpleSigner.load_pkcs12(name, passphrase=self.passphrase.encode())
        if signer is None or signer.signing_cert is None:
            raise CannotRunError(Problem("PDF_CERTIFICATE", file=name, found="PKCS#12"))
        valid = signer.signing_cert["tbs_certificate"]["validity"]
        first, last = valid["not_before"].native, valid["not_after"].native
        if not first <= now <= last:
            days = {"from": first.date().isoformat(), "until": last.date().isoformat()}
            raise CannotRunError(Problem("PDF_CERTIFICATE_DATES", file=name, values=days))
        return signer
