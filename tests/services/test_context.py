"""The specifications at hand, as workbooks are stamped with them."""

from __future__ import annotations

from cts_docs.services.context import open_context
from cts_docs.specification.model import Specification


def test_another_version_of_a_known_specification_is_given_for_a_plain_word_about_it(
    tbsc034: Specification,
) -> None:
    context = open_context(None)
    assert context.find(tbsc034.id, tbsc034.control.version) == tbsc034
    assert context.find(tbsc034.id, "A/0") == tbsc034
    assert context.find("EXAMPLE-1", tbsc034.control.version) is None
