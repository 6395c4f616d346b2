"""Use cases on score workbooks: new, check, score, explain, compare."""
