"""Controlled text in a template: every sentence of the specification that it must carry, unaltered."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher, get_close_matches

from cts_docs.documents.linting.reading import Fault, Paragraph, fault_at, fault_of
from cts_docs.specification.model import Specification

_TAG = re.compile(r"\{[{%#].*?[}%#]\}", re.DOTALL)
_SPACE = re.compile(r"\s+")
_SHOWN = 60


def altered(
    paragraphs: Sequence[Paragraph],
    generated: Sequence[Paragraph],
    specification: Specification,
    template: str,
) -> Iterator[Fault]:
    """Controlled sentences that are changed, missing, or not in the sequence of the generated template."""
    controlled = sentences(specification)
    required = [each.text for each in generated if bare(each.text) in controlled]
    expected = [bare(text) for text in required]
    present = [bare(each.text) for each in paragraphs]
    matcher = SequenceMatcher(None, expected, present, autojunk=False)
    for kind, first, last, start, end in matcher.get_opcodes():
        if kind in ("replace", "delete"):
            here = [each for each in paragraphs[start:end] if bare(each.text) not in expected]
            for text in required[first:last]:
                yield _altered(text, here, paragraphs, start, template)


def sentences(specification: Specification) -> frozenset[str]:
    """Every text of a specification without white space, and each appendix's whole heading."""
    appendices = (
        specification.appendix1,
        specification.appendix2,
        specification.appendix3,
        specification.appendix4,
    )
    texts = (
        *_texts(
            (
                specification.control,
                specification.text,
                specification.experience_bands,
                *appendices,
                specification.levels,
                specification.chapters,
                specification.grading.printed,
            )
        ),
        *(f"{each.label} {each.title}" for each in appendices if each.label),
    )
    return frozenset(bare(text) for text in texts if text)


def bare(text: str) -> str:
    """The text of a template's paragraph without tags and white space."""
    return _SPACE.sub("", _TAG.sub("", text))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from _texts(inner)
    elif dataclasses.is_dataclass(value):
        for each in dataclasses.fields(value):
            yield from _texts(getattr(value, each.name))


def _altered(
    text: str, here: Sequence[Paragraph], paragraphs: Sequence[Paragraph], position: int, template: str
) -> Fault:
    """The fault at the paragraph that most likely was the sentence, else where it should stand."""
    candidates = {bare(each.text): each for each in here}
    near = get_close_matches(bare(text), list(candidates), 1, 0.3)
    expected = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
    if near:
        at = candidates[near[0]]
        return fault_at("LINT_CONTROLLED_ALTERED", at, template, at.text[:_SHOWN], expected=expected)
    if paragraphs:
        at = paragraphs[min(position, len(paragraphs) - 1)]
        return fault_at("LINT_CONTROLLED_MISSING", at, template, expected=expected)
    return fault_of("LINT_CONTROLLED_MISSING", template, "word/document.xml", expected=expected)
