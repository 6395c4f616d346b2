"""The use cases: check, score, explain, render, issue, the archive, templates, specifications.

The command line and the page call these, and import from here the values that go in and come out;
nothing below. Each name is loaded when it is first used, so that one command does not load the rest.
"""

from typing import TYPE_CHECKING

from cts_docs.lazy_exports import lazy_exports

if TYPE_CHECKING:
    from cts_docs.archive.lifecycle.case_history import CaseAudit as CaseAudit
    from cts_docs.archive.lifecycle.due_dates import DueDate as DueDate
    from cts_docs.archive.lifecycle.listing import EntryDetails as EntryDetails
    from cts_docs.archive.lifecycle.listing import EntrySummary as EntrySummary
    from cts_docs.archive.lifecycle.listing import StoredBag as StoredBag
    from cts_docs.archive.lifecycle.notices import NoticeResult as NoticeResult
    from cts_docs.archive.lifecycle.status_changes import StatusChangeResult as StatusChangeResult
    from cts_docs.archive.lifecycle.transition_rules import Transition as Transition
    from cts_docs.archive.packages.requests import Facts as Facts
    from cts_docs.archive.register.register import Kind as Kind
    from cts_docs.archive.verification.backup import BackupResult as BackupResult
    from cts_docs.archive.verification.known_files import FileVerdict as FileVerdict
    from cts_docs.archive.verification.verdicts import Verdict as Verdict
    from cts_docs.archive.verification.verdicts import VerifyResult as VerifyResult
    from cts_docs.assessment.analysis.compare import Difference as Difference
    from cts_docs.assessment.analysis.compare import display_order as display_order
    from cts_docs.assessment.analysis.spread import IndicatorSpread as IndicatorSpread
    from cts_docs.assessment.fields import Stage as Stage
    from cts_docs.assessment.figures import exact as exact
    from cts_docs.assessment.figures import points_as_data as points_as_data
    from cts_docs.assessment.figures import rounded as rounded
    from cts_docs.assessment.scoring.result import FigureValue as FigureValue
    from cts_docs.assessment.scoring.result import GradeResult as GradeResult
    from cts_docs.assessment.scoring.result import Result as Result
    from cts_docs.assessment.scoring.result import Step as Step
    from cts_docs.documents import read_embedded_data
    from cts_docs.documents.audit_file import AuditFile as AuditFile
    from cts_docs.documents.forms.four_property.document import finding_word as finding_word
    from cts_docs.services.context import ServiceContext as ServiceContext
    from cts_docs.services.context import open_context as open_context
    from cts_docs.services.context import today as today
    from cts_docs.services.context import toolkit_version as toolkit_version
    from cts_docs.services.machine import Finding as Finding
    from cts_docs.services.machine import examine_machine as examine_machine
    from cts_docs.services.rendering.render import render_workbook as render_workbook
    from cts_docs.services.rendering.request import RenderRequest as RenderRequest
    from cts_docs.services.rendering.request import document_name as document_name
    from cts_docs.services.rendering.request import prepare_render as prepare_render
    from cts_docs.services.results import Checked as Checked
    from cts_docs.services.results import PdfFile as PdfFile
    from cts_docs.services.results import Rendered as Rendered
    from cts_docs.services.results import Scored as Scored
    from cts_docs.services.results import WrittenDocument as WrittenDocument
    from cts_docs.services.templates.templates import Template as Template
    from cts_docs.services.templates.templates import check_templates as check_templates
    from cts_docs.services.templates.templates import list_templates as list_templates
    from cts_docs.services.templates.templates import regenerate_templates as regenerate_templates
    from cts_docs.services.workbooks.check import check_workbooks as check_workbooks
    from cts_docs.services.workbooks.check import examine as examine
    from cts_docs.services.workbooks.check import score_workbooks as score_workbooks
    from cts_docs.services.workbooks.writing import annotate_workbooks as annotate_workbooks
    from cts_docs.services.workbooks.writing import new_workbook as new_workbook
    from cts_docs.services.workbooks.writing import write_site_forms as write_site_forms
    from cts_docs.specification.compare import SpecificationChange as SpecificationChange
    from cts_docs.specification.derive import Derivation as Derivation
    from cts_docs.specification.model import Indicator as Indicator
    from cts_docs.specification.model import Points as Points
    from cts_docs.specification.model import Reading as Reading
    from cts_docs.specification.model import Specification as Specification

    show_twin = read_embedded_data
else:
    __getattr__, __dir__ = lazy_exports(__name__)
