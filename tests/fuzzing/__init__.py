"""Workbooks made of mutated XML: what no person and no program writes, in search of what breaks the reader."""
