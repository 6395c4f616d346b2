"""docxtpl's own way, from its reading of the file to its saving: for values that only docxtpl can place.

Rich texts, pictures and subdocuments bring parts and relationships of their own, so nothing of
such a document can be planned. Its text comes out as docxtpl writes it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence

from docxtpl import DocxTemplate
from jinja2.exceptions import TemplateError

from cts_docs.documents.rendering.environment import environment, value_problems
from cts_docs.errors import Problem, RefusedError
from cts_docs.files.zipping import read_package


def holds_own(values: Mapping[str, object]) -> bool:
    """Whether something among the values is docxtpl's own."""
    return next(_own(values), None) is not None


def render_ordinarily(template: bytes, values: Mapping[str, object], name: str) -> dict[str, bytes]:
    """The parts that docxtpl makes of a template; RefusedError where it cannot.

    Pictures and subdocuments belong to the DocxTemplate that they were made for, which then renders.
    """
    names = {type(value).__name__ for value in _own(values)}
    faults = [fault for fault in value_problems(values, name) if fault.found not in names]
    if faults:
        raise RefusedError(faults)
    owners = (getattr(value, "tpl", None) for value in _own(values))
    document = next((owner for owner in owners if isinstance(owner, DocxTemplate)), None)
    document = document or DocxTemplate(io.BytesIO(template))
    stream = io.BytesIO()
    try:
        document.render(dict(values), environment(), autoescape=True)
        document.save(stream)
    except TemplateError as error:
        raise RefusedError(Problem("TEMPLATE_FAILED", found=str(error), values={"template": name})) from error
    return read_package(stream.getvalue(), name)


def _own(value: object) -> Iterator[object]:
    # By its module: docxtpl.subdoc can only be imported where docxcompose is installed too.
    if type(value).__module__.partition(".")[0] == "docxtpl":
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _own(inner)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for inner in value:
            yield from _own(inner)
