"""One audit as its documents need it: records, result, and the numbers and dates allotted at issue."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from cts_docs.assessment.model import Assessment
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
