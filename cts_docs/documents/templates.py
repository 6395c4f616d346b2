"""The templates of a specification: built from its data, delivered, or a body's own."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from cts_docs.documents.embedded_data import stamp_part, template_stamp
from cts_docs.documents.forms import catalogue
from cts_docs.documents.forms.form import DocumentForm
from cts_docs.documents.ooxml.properties import EMBEDDED_DATA_PART
from cts_docs.files.zipping import read_package, write_package
from cts_docs.settings import Settings
from cts_docs.specification.model import Specification

_PACKAGE = Path(__file__).resolve().parent.parent
_DELIVERED = (_PACKAGE / "templates", _PACKAGE.parent / "templates")
"""Where templates lie in an installed package, and next to the package in a source tree."""


def folder_name(specification: Specification) -> str:
    """The folder that a specification's templates lie in."""
    return f"{specification.id}_{specification.control.version.replace('/', '-')}"


def template_path(specification: Specification, name: str) -> Path:
    """Where the template of a document lies in a folder of templates."""
    return Path("docx", folder_name(specification), f"{name}.docx")


def build_templates(specification: Specification) -> Mapping[str, bytes]:
    """Every template of a specification, by the name of its document."""
    made = (
        each
        for form in catalogue.TEMPLATES
        if form.exists(specification)
        for each in form.templates(specification)
    )
    return MappingProxyType({name: _stamped(specification, name, content) for name, content in made})


def template(
    specification: Specification, name: str, folder: Path | None = None, settings: Settings | None = None
) -> bytes:
    """The template of a document: the one in `folder` where there is one, else the delivered one.

    A delivered template that was made from other data than this specification's is not used: then,
    and where there is none, the template is built. `settings` decide the page design and hold the
    logos that are put into it; without them the template is as it is stored. Raises RefusedError or
    CannotRunError for a logo that is not a picture.
    """
    form = catalogue.form_named(name)
    own = own_template(specification, name, folder)
    content = own.read_bytes() if own else delivered_template(specification, form, settings or Settings())
    return content if settings is None else form.prepare(content, settings.logos())


def own_template(specification: Specification, name: str, folder: Path | None) -> Path | None:
    """The file in a body's own folder that is the template of a document; None where it has none."""
    if folder is None:
        return None
    places = (folder / folder_name(specification) / f"{name}.docx", folder / f"{name}.docx")
    return next((path for path in places if path.is_file()), None)


def delivered_template(specification: Specification, form: DocumentForm, settings: Settings) -> bytes:
    """The delivered template of a form, in the page design that the body chose, without its logos."""
    design = settings.certificate.design
    return _delivered(specification, f"{form.name}-{design}" if design in form.designs else form.name)


def _stamped(specification: Specification, name: str, content: bytes) -> bytes:
    """The template, stamped with the SHA-256 of the specification's data and that of its own parts."""
    parts = read_package(content, name)
    return write_package({**parts, EMBEDDED_DATA_PART: stamp_part(specification.sha256, parts_hash(parts))})


def parts_hash(parts: Mapping[str, bytes]) -> str:
    """SHA-256 over the parts of a package but the stamp; how tightly they are packed does not count."""
    digest = hashlib.sha256()
    for name, content in sorted(parts.items()):
        if name != EMBEDDED_DATA_PART:
            digest.update(f"{name}={hashlib.sha256(content).hexdigest()}\n".encode())
    return digest.hexdigest()


_kept: dict[tuple[str, str], bytes] = {}


def _delivered(specification: Specification, name: str) -> bytes:
    key = (specification.sha256, name)
    if key not in _kept and (committed := _committed(specification, name)):
        _kept[key] = committed
    if key not in _kept:
        # All are built at once: building one costs no less.
        built = build_templates(specification)
        _kept.update({(specification.sha256, each): content for each, content in built.items()})
    return _kept[key]


def _committed(specification: Specification, name: str) -> bytes | None:
    for home in _DELIVERED:
        path = home / template_path(specification, name)
        if path.is_file():
            content = path.read_bytes()
            if template_stamp(content, path.name) == specification.sha256:
                return content
    return None
