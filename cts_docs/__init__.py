"""From a filled score workbook to the formal paperwork of a service certification.

The names below are the Python API; each is loaded when it is first used, so that importing
the package costs nothing. docs/api.md shows them at work. `Office`, `Order` and `open_office` are
the names that version 0.1 gave `ServiceContext`, `RenderRequest` and `open_context`.
"""

from typing import TYPE_CHECKING

from cts_docs.lazy_exports import lazy_exports

if TYPE_CHECKING:
    from cts_docs.assessment.readings import choose
    from cts_docs.assessment.scoring.score import score as score
    from cts_docs.batch import render_workbooks
    from cts_docs.errors import CannotRunError as CannotRunError
    from cts_docs.errors import CtsDocsError as CtsDocsError
    from cts_docs.errors import Problem as Problem
    from cts_docs.errors import RefusedError as RefusedError
    from cts_docs.services import RenderRequest as RenderRequest
    from cts_docs.services import ServiceContext as ServiceContext
    from cts_docs.services import check_workbooks
    from cts_docs.services import open_context as open_context
    from cts_docs.settings import load_settings as load_settings
    from cts_docs.specification.loader import load_specification as load_specification
    from cts_docs.workbook import blank_workbook as blank_workbook
    from cts_docs.workbook import read_workbook as read_workbook

    choose_readings = choose
    render = render_workbooks
    Order = RenderRequest
    Office = ServiceContext
    check = check_workbooks
    open_office = open_context
else:
    __getattr__, __dir__ = lazy_exports(__name__)
