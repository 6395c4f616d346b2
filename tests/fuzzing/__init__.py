"""Workbooks made of mutated XML: what no person and no program writes, to find what breaks the reader."""
