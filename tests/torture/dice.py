"""Chance that can be repeated."""

from __future__ import annotations

from random import Random


def seeded(seed: int) -> Random:
    """Dice that fall the same for the same seed: for choosing what to break, not for secrets."""
    return Random(seed)  # noqa: S311 - repeatable by purpose, nothing is protected by it
