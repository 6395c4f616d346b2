"""The language of a page, and its texts from the message catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request

from cts_docs.errors import Problem
from cts_docs.messages import LANGUAGES, Language, catalogue, message
from cts_docs.serialization.results import serialize_problem

COOKIE = "cts_docs_language"
HTML_LANGUAGES: Mapping[Language, str] = {"zh": "zh-CN", "en": "en"}


@dataclass(frozen=True, slots=True)
class Translator:
    """The texts of one language; templates call it as `t`."""

    language: Language

    @property
    def html(self) -> str:
        """The language tag of the page."""
        return HTML_LANGUAGES[self.language]

    @property
    def other(self) -> Language:
        """The other language, to switch to."""
        return "en" if self.language == "zh" else "zh"

    def __call__(self, code: str, **values: object) -> str:
        """The text of a code."""
        return message(code, self.language, {key: str(value) for key, value in values.items()})

    def maybe(self, code: str, otherwise: str) -> str:
        """The text of a code, or `otherwise` where the catalogue does not have the code."""
        return self(code) if code in catalogue() else otherwise

    def problem(self, problem: Problem) -> dict[str, str | None]:
        """A problem with its message and remedy."""
        return serialize_problem(problem, self.language)


def query_language(request: Request) -> Language | None:
    """The language that the address names (`?lang=en`)."""
    named = request.query_params.get("lang")
    return next((language for language in LANGUAGES if language == named), None)


def request_language(request: Request) -> Language:
    """The language of a request: of the address, the cookie or the browser, in this order; else Chinese."""
    chosen = request.cookies.get(COOKIE)
    known = next((language for language in LANGUAGES if language == chosen), None)
    return query_language(request) or known or _accepted(request.headers.get("accept-language", ""))


def _accepted(header: str) -> Language:
    weighed = sorted((_weighed(part) for part in header[:500].split(",")), key=lambda one: -one[0])
    for weight, tag in weighed:
        for language in LANGUAGES:
            if weight > 0 and (tag == language or tag.startswith(f"{language}-")):
                return language
    return "zh"


def _weighed(part: str) -> tuple[float, str]:
    tag, _, weight = part.strip().lower().partition(";q=")
    try:
        return float(weight or "1"), tag
    except ValueError:
        return 0.0, tag
