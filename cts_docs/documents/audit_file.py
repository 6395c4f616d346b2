"""One audit as its documents need it: records, result, and the numbers and dates allotted at issue."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from cts_docs.assessment.model import RECERTIFICATION, REFUSED, WITHOUT_CERTIFICATE, Assessment
from cts_docs.assessment.readings import Readings
from cts_docs.assessment.scoring.result import Result
from cts_docs.settings import Settings
from cts_docs.specification.model import Specification


@dataclass(frozen=True, slots=True)
class AuditFile:
    """Everything that the documents of one audit are made from.

    A number that is not allotted yet is empty and prints as 待定. `content_hash` is the SHA-256 of
    the inputs in hexadecimal; `draft` is true until the certificate is issued. `report_pages` maps
    the report's heading bookmarks to their pages in its last layout, empty before the first.
    """

    specification: Specification
    readings: Readings
    assessment: Assessment
    result: Result
    settings: Settings
    content_hash: str = ""
    toolkit_version: str = ""
    draft: bool = True
    report_number: str = ""
    certificate_number: str = ""
    grant_date: datetime.date | None = None
    valid_until: datetime.date | None = None
    report_pages: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def sample(self) -> bool:
        """Whether everything that is issued has to be marked as 样本 SAMPLE (`[body] sample`)."""
        return self.settings.body.sample

    @property
    def audit_type(self) -> str:
        """初次认证, 监督, 再认证 or 特殊审核; empty while not entered."""
        return self.assessment.text("audit_type") or ""

    @property
    def follows_a_certificate(self) -> bool:
        """Whether the audit type presupposes a certificate that was granted earlier."""
        return self.audit_type in (*WITHOUT_CERTIFICATE, RECERTIFICATION)

    @property
    def certificate_due(self) -> bool:
        """Whether a new certificate is due: a grade, a type of audit that grants one, no refusal."""
        return (
            self.result.grade.grade is not None
            and self.audit_type not in WITHOUT_CERTIFICATE
            and self.assessment.text("decision") != REFUSED
        )

    @property
    def is_first_edition(self) -> bool:
        """Whether version 0.1 of this program made the documents, which are now made again."""
        return self.toolkit_version.startswith("0.1.")
