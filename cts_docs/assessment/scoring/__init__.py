"""Scoring: service score, management total and level, grade, and how each figure came about (5.1 to 5.3)."""
