"""Data files of earlier formats in the packages of an archive.

A package is never changed. Keys that its data file does not have yet get the values that the
program of that time assumed; a data file outside an archive must have them itself.
"""

from __future__ import annotations

from collections.abc import Mapping

METHOD: Mapping[str, str] = {
    "specific": "4.2.2",
    "service": "5.1",
    "marks": "5.1.1",
    "mean": "5.1.2",
    "maturity": "5.2.6",
    "grade": "5.3",
}
"""The clause numbers that the program assumed for every specification."""

EXEMPTION = "5.2.2"
"""The clause on certificates of quality management systems that reports named; not all texts have it."""

LISTED_BELOW = 2
"""The level below which clauses were listed (C4); coefficients up to the bands below the middle one (B12)."""

Tables = Mapping[str, object]


def completed(tables: Tables) -> Tables:
    """The tables of a packaged data file, completed where its format is an earlier one."""
    if "method" in tables:
        return tables
    readings = tables.get("readings")
    bands = tables.get("experience_bands")
    if not isinstance(readings, dict) or not isinstance(bands, list):
        return tables
    assumed = {"B12": {"band": len(bands) // 2}, "C4": {"level": LISTED_BELOW}}
    added = {
        key: {"parameters": numbers, **readings[key]}
        for key, numbers in assumed.items()
        if isinstance(readings.get(key), dict) and readings[key].get("kind") == "fixed"
    }
    method = {**METHOD, "exemption": EXEMPTION} if _has_exemption(tables.get("text")) else METHOD
    return {**tables, "method": method, "readings": {**readings, **added}}


def _has_exemption(text: object) -> bool:
    blocks = text.get("blocks") if isinstance(text, dict) else None
    texts = (block.get("text") for block in blocks or () if isinstance(block, dict))
    return any(str(each).startswith(f"{EXEMPTION}.") for each in texts)
