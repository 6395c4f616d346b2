from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cts_docs.documents import read_embedded_data
from cts_docs.documents.embedded_data import embedded_data_of
from cts_docs.documents.templates import template
from cts_docs.errors import CannotRunError, RefusedError
from cts_docs.settings import Settings
from cts_docs.specification.model import Specification
from tests.documents.audit_files import audit_file, rendered
from tests.documents.reading import bare, page_words


def leaves(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner)
    else:
        yield str(value)


@pytest.mark.parametrize("form", [1, None])
@pytest.mark.parametrize("name", ["appendix1", "appendix2", "appendix3"])
def test_twin_says_nothing_that_the_pages_do_not(name: str, form: int | None, tbsc034: Specification) -> None:
    content = rendered(audit_file(tbsc034, ["0.8", "1"], 4), name, form if name == "appendix1" else None)
    shown = page_words(content)

    values = embedded_data_of(content, "twin.docx")["values"]

    assert [leaf for leaf in leaves(values) if bare(leaf) not in shown] == []


def test_twin_of_a_form_holds_its_figures(tbsc034: Specification) -> None:
    twin = embedded_data_of(rendered(audit_file(tbsc034, ["0.8", "1"]), "appendix1", 1), "twin.docx")

    assert (twin["document"], twin["form"]) == ("appendix1", 1)
    assert twin["specification"] == {
        "id": "CTS-TBSC034-2026",
        "number": "CTS TBSC034-2026",
        "version": "B/0",
    }
    values = twin["values"]
    assert isinstance(values, dict)
    assert values["evaluator"] == "示例测评员1"
    assert values["earned"]["1.2"] == "5.60"
    assert values["totals"]["earned"] == "80.00"


def test_form_s_twin_names_no_other_evaluator(tbsc034: Specification) -> None:
    twin = embedded_data_of(rendered(audit_file(tbsc034, ["0.8", "1"]), "appendix1", 1), "twin.docx")

    assert "示例测评员2" not in "".join(leaves(twin))


def test_twin_says_what_the_document_was_made_from(tbsc034: Specification) -> None:
    made = replace(audit_file(tbsc034), settings=Settings(sha256="cd" * 32))
    twin = embedded_data_of(rendered(made, "appendix3"), "twin.docx")

    assert twin["content_hash"] == "ab" * 32
    assert twin["configuration"] == "cd" * 32
    assert twin["toolkit_version"] == "0.0.1"


def test_twin_without_configuration_says_so(tbsc034: Specification) -> None:
    assert embedded_data_of(rendered(audit_file(tbsc034), "appendix3"), "twin.docx")["configuration"] is None


def test_twin_keeps_awkward_words(tbsc034: Specification, tmp_path: Path) -> None:
    name = "示例 & <公司> {{ 𠮷 }}\n二"
    path = tmp_path / "附录3.docx"
    path.write_bytes(rendered(audit_file(tbsc034, client_name=name), "appendix3"))

    values = read_embedded_data(path)["values"]

    assert isinstance(values, dict)
    assert values["client_name"] == name


def test_file_that_is_not_there_cannot_be_shown(tmp_path: Path) -> None:
    with pytest.raises(CannotRunError) as caught:
        read_embedded_data(tmp_path / "missing.docx")

    assert caught.value.problems[0].code == "DOCX_MISSING"


def test_file_that_is_no_document_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "text.docx"
    path.write_text("示例", "utf-8")

    with pytest.raises(RefusedError) as caught:
        read_embedded_data(path)

    assert caught.value.problems[0].code == "DOCX_UNREADABLE"


def test_template_carries_no_twin(tbsc034: Specification, tmp_path: Path) -> None:
    path = tmp_path / "template.docx"
    path.write_bytes(template(tbsc034, "appendix1"))

    with pytest.raises(RefusedError) as caught:
        read_embedded_data(path)

    assert caught.value.problems[0].code == "DOCX_WITHOUT_TWIN"
