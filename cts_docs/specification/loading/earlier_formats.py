"""Data files that packages of an archive hold from before the format named its method and listings.

A package is never changed: its data file is read with what the program of its day took for granted.
A file outside an archive gets nothing added; it has to say these things itself.
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
"""The clauses that every specification of that day was taken to have."""

LISTED_BELOW = 2
"""The level below which clauses were listed (C4); coefficients up to the bands below the middle one (B12)."""

Tables = Mapping[str, object]


def completed(tables: Tables) -> Tables:
    """The tables of a packaged data file with what an earlier one left unsaid; a later one as it is."""
    if "method" in tables:
        return tables
    readings = tables.get("readings")
    bands = tables.get("experience_bands")
    if not isinstance(readings, dict) or not isinstance(bands, list):
        return tables
    said = {"B12": {"band": len(bands) // 2}, "C4": {"level": LISTED_BELOW}}
    added = {
        key: {"parameters": numbers, **readings[key]}
        for key, numbers in said.items()
        if isinstance(readings.get(key), dict)
    }
    return {**tables, "method": METHOD, "readings": {**readings, **added}}
