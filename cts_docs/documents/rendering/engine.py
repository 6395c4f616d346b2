"""How a template becomes a document: its tags filled, its placeholder parts exchanged.

Templates are written in docxtpl's dialect. Only the main part, headers and footers are
rendered; notes and comments must be free of tags, and document properties are written anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cts_docs.documents.ooxml.properties import CORE_PART, Properties, core_xml
from cts_docs.documents.rendering.plan import Plan, plan
from cts_docs.errors import Problem, RefusedError
from cts_docs.files.zipping import Member, deflated, pack, stored

_PACKED_ALREADY = (".png", ".jpg", ".jpeg", ".xlsx")


def render(
    template: bytes,
    values: Mapping[str, object],
    properties: Properties,
    parts: Mapping[str, bytes] | None = None,
    name: str = "",
    plan_file: Path | None = None,
) -> bytes:
    """The document that a template makes of values, the same bytes each time.

    Values are plain data; docxtpl's rich texts, pictures and subdocuments are taken as well, and
    make docxtpl do all of the work. `parts` takes the place of the template's parts of those
    names, a leading slash or not; `name` is the template's in messages; `plan_file` may hold its
    plan. Raises RefusedError where a value cannot stand in a document, a variable is missing, or the
    template is damaged or does what it may not; its problem names the place.
    """
    planned = plan(template, name, plan_file)
    named = {part.removeprefix("/"): content for part, content in (parts or {}).items()}
    exchanged = {**named, CORE_PART: core_xml(properties)}
    _all_known(exchanged, planned, name)
    try:
        members = _filled(planned, values, name)
    except RefusedError:
        # Loaded here: hardly any document needs it.
        from cts_docs.documents.rendering.ordinary import holds_own, render_ordinarily

        if not holds_own(values):
            raise
        made = render_ordinarily(template, values, name)
        members = {part: _packed(part, content) for part, content in made.items()}
    members.update((part, _packed(part, content)) for part, content in exchanged.items())
    return pack(members.values())


def _filled(planned: Plan, values: Mapping[str, object], name: str) -> dict[str, Member]:
    filled = {part: deflated(part, tagged.render(values, name)) for part, tagged in planned.tagged.items()}
    return {**planned.kept, **filled}


def _all_known(exchanged: Mapping[str, bytes], planned: Plan, name: str) -> None:
    missing = sorted(part for part in exchanged if part not in planned.kept and part not in planned.tagged)
    if missing:
        raise RefusedError(
            Problem("TEMPLATE_PART_MISSING", found="、".join(missing), values={"template": name})
        )


def _packed(part: str, content: bytes) -> Member:
    return (stored if part.endswith(_PACKED_ALREADY) else deflated)(part, content)
