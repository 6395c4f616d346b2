"""Words that several documents share: dates, figures, levels, marks for missing values."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from cts_docs.assessment.figures import rounded
from cts_docs.assessment.model import Value
from cts_docs.specification.model import EvaluatorGroup, Specification

PENDING = "待定"
EMPTY = "—"
JUDGED = "评判"
DRAFT = "草稿"
SAMPLE = "样本 SAMPLE"


def date(day: datetime.date | None, missing: str = EMPTY) -> str:
    """A date as Chinese documents write it: 2026年3月5日."""
    return missing if day is None else f"{day.year}年{day.month}月{day.day}日"


def date_en(day: datetime.date) -> str:
    """A date as English documents write it, whatever the locale: 5 March 2026."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def day_of(text: str) -> datetime.date | None:
    """The date of `20260108` or `2026-01-08`, None for any other way of writing."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def date_words(text: str) -> str:
    """A date of the specification in the style of the documents; as it stands if it is not a date."""
    day = day_of(text)
    return text if day is None else date(day)


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def entered(value: Value | None, missing: str = EMPTY) -> str:
    """A recorded value as it prints."""
    match value:
        case None:
            return missing
        case datetime.date():
            return date(value)
        case Decimal():
            return plain(value)
        case _:
            return str(value)


def plain(number: Decimal) -> str:
    """A decimal number without exponent and without idle zeros: 2.50 is 2.5."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def figure(value: Fraction | int | None, missing: str = EMPTY) -> str:
    """A figure with two decimals, half up as a worksheet shows it."""
    return missing if value is None else rounded(value)


def grade(name: str) -> str:
    """A certification grade, never without its word (reading A9)."""
    return f"认证级别{name}"


def judged(points: str) -> str:
    """Points given by judgement, marked where others stand as coefficients α: 评判 6.5."""
    return f"{JUDGED} {points}"


def weighted(groups: Sequence[EvaluatorGroup]) -> str:
    """The groups of evaluators with their weights: 顾客 50%、专家 30%."""
    return listed([f"{group.name} {group.weight}%" for group in groups])


def maturity(specification: Specification, level: int) -> str:
    """A management maturity level, never without its word (reading A9)."""
    return f"管理成熟度等级{specification.level(level).name}"


def listed(parts: tuple[str, ...] | list[str]) -> str:
    """Parts in a row, parted as Chinese text parts them."""
    return "、".join(parts)
